"""Where a zapotrzebowanie and a porozumienie may stand."""

from typing import Any

from django.db import models


class RequestState(models.TextChoices):
    DRAFT = "draft", "wersja robocza"
    SUBMITTED = "submitted", "złożone"
    UNDER_EXAMINATION = "under_examination", "w trakcie rozpatrywania"
    AWAITING_CORRECTION = "awaiting_correction", "do uzupełnienia"
    ACCEPTED = "accepted", "rozpatrzone pozytywnie"
    REFUSED = "refused", "rozpatrzone negatywnie"
    LEFT = "left", "pozostawione bez rozpoznania"
    WITHDRAWN = "withdrawn", "wycofane"


S = RequestState
# Filed and without a result.
UNDECIDED = (S.SUBMITTED, S.UNDER_EXAMINATION, S.AWAITING_CORRECTION)
# The result was given by somebody at the office.
DECIDED = (S.ACCEPTED, S.REFUSED, S.LEFT)
# Back to where a case without a result stands: after a correction, or re-opened.
RETURNS = frozenset({S.AWAITING_CORRECTION, S.ACCEPTED, S.REFUSED, S.LEFT, S.WITHDRAWN})
# The columns of a term that does not run.
STOPPED: dict[str, Any] = {"counts_from": None, "counts_days": None, "due_on": None, "extension_reason": ""}


class AgreementState(models.TextChoices):
    PREPARED = "prepared", "przygotowane"
    RECEIVED = "received", "podpisane przez organizację"
    CONCLUDED = "concluded", "zawarte"
    ABANDONED = "abandoned", "niezawarte"
    ANNULLED = "annulled", "anulowane"


class EndMode(models.TextChoices):
    BY_ORGANIZATION = "by_org", "wypowiedzenie przez organizację, z miesięcznym wyprzedzeniem"
    BY_CITY = "by_city", "wypowiedzenie przez Miasto, z miesięcznym wyprzedzeniem"
    AGREED = "agreed", "za porozumieniem stron"
    BREACH = "breach", "przez Miasto bez wypowiedzenia, z powodu naruszenia zasad"
    # Of before the portal asked who gave notice.
    NOTICE = "notice", "wypowiedzenie, z miesięcznym wyprzedzeniem"

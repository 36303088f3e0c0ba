"""Where a zapotrzebowanie may stand, and along which edges it moves."""

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

SOURCES: dict[str, frozenset[str]] = {
    S.SUBMITTED: frozenset({S.DRAFT}) | RETURNS,
    S.UNDER_EXAMINATION: frozenset({S.SUBMITTED}) | RETURNS,
    S.AWAITING_CORRECTION: frozenset({S.SUBMITTED, S.UNDER_EXAMINATION}),
    S.ACCEPTED: frozenset({S.UNDER_EXAMINATION}),
    S.REFUSED: frozenset(UNDECIDED),
    S.LEFT: frozenset({S.AWAITING_CORRECTION}),
    S.WITHDRAWN: frozenset({S.DRAFT, *UNDECIDED}),
}

"""The end of an agreement: termination, and the same taken back; annulment of its number."""

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.states import AgreementState, EndMode
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.templatetags.polish import dzien
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement

S = AgreementState
NOTICES = {EndMode.BY_ORGANIZATION, EndMode.BY_CITY, EndMode.NOTICE}
# What an agreement has only together with its number.
OF_NUMBER = (
    "number",
    "is_number_far",
    "signed_on",
    "valid_from",
    "valid_until",
    "concluded_at",
    "concluded_by",
    "party_name",
    "party_address",
    "party_representation",
    "remarks",
    "handed_over_on",
    "handed_over_to",
    "handed_over_copies",
    "terminated_on",
    "end_mode",
    "noticed_on",
    "end_reason",
)


def month_later(day: date) -> date:
    """A month by the Civil Code (art. 112): the same day of the next month, or its last."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@transaction.atomic
def terminate(
    agreement: "Agreement",
    *,
    on: date,
    reason: str,
    mode: str = EndMode.AGREED,
    noticed_on: date | None = None,
) -> "Agreement":
    """End the agreement after the day `on`; it stays concluded, its dates say the rest."""
    Organization.objects.locked(agreement.organization_id)
    agreement.refresh_from_db(fields=["valid_from", "valid_until"])
    _refuse_end(agreement, on, mode, noticed_on)
    told = {"terminated_on": on, "end_reason": reason.strip(), "end_mode": mode, "noticed_on": noticed_on}
    rows = type(agreement).objects.filter(pk=agreement.pk, state=S.CONCLUDED, terminated_on=None)
    if not rows.update(**told):
        raise ValidationError("Tego porozumienia nie można rozwiązać.", code="illegal_move")
    for name, value in told.items():
        setattr(agreement, name, value)
    agreement.box_loans.cut(on)
    agreement.change_requests.settle("notice")
    agreement.change_requests.decline(f"Porozumienie kończy się {dzien(on)}")
    post(Mail.AGREEMENT_TERMINATED, agreement)
    return agreement


def _refuse_end(agreement: "Agreement", on: date, mode: str, noticed_on: date | None) -> None:
    if agreement.valid_from and on < agreement.valid_from:
        raise ValidationError({"on": "Porozumienie nie może kończyć się przed początkiem."})
    if agreement.valid_until and on > agreement.valid_until:
        raise ValidationError({"on": f"Porozumienie wygasa już {agreement.valid_until:%d.%m.%Y}."})
    if noticed_on and noticed_on > timezone.localdate():
        raise ValidationError({"noticed_on": "Data wypowiedzenia nie może być z przyszłości."})
    if mode not in NOTICES:
        return
    if noticed_on is None:
        raise ValidationError({"noticed_on": "Podaj dzień, w którym doręczono wypowiedzenie."})
    if on < (earliest := month_later(noticed_on)):
        raise ValidationError(
            {
                "on": f"Wypowiedziane porozumienie obowiązuje jeszcze miesiąc, do {earliest:%d.%m.%Y}."
                " Wcześniej może się skończyć za porozumieniem stron albo z powodu naruszenia zasad."
            }
        )


@transaction.atomic
def go_on(agreement: "Agreement", *, reason: str) -> "Agreement":
    """Take a termination back: boxes that ended with it are lent on, unless somebody else has them.

    Bookings that were cancelled do not come back; who reads the mail about it is told so.
    """
    Organization.objects.locked(agreement.organization_id)
    agreement.refresh_from_db(fields=["state", "terminated_on", "valid_until"])
    if not agreement.may_go_on:
        raise IllegalMove(agreement)
    ended = agreement.terminated_on
    whole: dict[str, Any] = {"terminated_on": None, "end_reason": "", "end_mode": "", "noticed_on": None}
    with pghistory.context(reason=reason.strip()):
        type(agreement).objects.filter(pk=agreement.pk).update(**whole)
    for name, value in whole.items():
        setattr(agreement, name, value)
    agreement.box_loans.stretch(ended, agreement.valid_until)
    post(Mail.AGREEMENT_GOES_ON, agreement)
    return agreement


@transaction.atomic
def annul(agreement: "Agreement", *, reason: str) -> "Agreement":
    """Cancel a number that was given by mistake: a row of the register that is never given again.

    The agreement of a request is received once more, to be concluded anew; its number, and all that bears
    it, becomes a row of its own, which is returned. One that came from paper is itself that row.
    """
    Organization.objects.locked(agreement.organization_id)
    agreement.refresh_from_db()
    agreement._move(S.ANNULLED, end_reason=reason.strip())
    agreement.refresh_from_db()  # Whatever was noted until the row was held.
    agreement.box_loans.cut(timezone.localdate())
    agreement.change_requests.decline("Numer porozumienia anulowano.")
    row = _part_from_number(agreement) if agreement.request_id else agreement
    post(Mail.AGREEMENT_ANNULLED, row)
    return row


def _part_from_number(agreement: "Agreement") -> "Agreement":
    rows: Any = type(agreement).objects
    blank = type(agreement)()
    numbered = {name: getattr(agreement, name) for name in OF_NUMBER}
    agreement._move(S.RECEIVED, **{name: getattr(blank, name) for name in OF_NUMBER})
    row: Agreement = rows.create(
        organization_id=agreement.organization_id, state=S.ANNULLED, number_of_id=agreement.pk, **numbered
    )
    for papers in ("grants", "amendments", "drafts", "scans", "change_requests"):
        getattr(agreement, papers).update(agreement=row)
    return row

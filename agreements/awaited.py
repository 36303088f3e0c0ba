"""What a case waits for, who has to act and until when: one line for the organisation's desk."""

from dataclasses import dataclass
from datetime import date

from agreements.models import ServiceRequest
from agreements.models.states import RequestState
from jcop.templatetags.polish import dzien

S = RequestState
YOU, UNIT, CITY = "Państwo", "Referat", "Miasto"


@dataclass(frozen=True)
class Awaited:
    """`who` acts next, with `what`, `until` that day where one is set."""

    who: str
    what: str
    until: date | None = None


def awaited(request: ServiceRequest) -> Awaited | None:
    """What is waited for now; nothing in a case that is settled and read. An unread letter comes first."""
    if unread := request.unopened_letters:
        return Awaited(YOU, f"otwarcie pisma z {dzien(unread[0].issued_at)}")
    now: Awaited | None
    match request.state:
        case S.DRAFT:
            now = Awaited(YOU, "dokończenie i złożenie wersji roboczej", request.expires_on)
        case S.SUBMITTED | S.ACCEPTED if request.awaits_print:
            now = Awaited(UNIT, "wydruk kompletu, który podpiszą Państwo na miejscu", request.due_on)
        case S.SUBMITTED:
            now = Awaited(YOU, "złożenie podpisanego kompletu w Referacie", request.due_on)
        case S.UNDER_EXAMINATION:
            now = Awaited(UNIT, "rozpatrzenie zapotrzebowania", request.due_on)
        case S.AWAITING_CORRECTION:
            correction = request.open_correction
            now = Awaited(YOU, "uzupełnienie braków", correction.due_on if correction else None)
        case S.ACCEPTED if request.awaits_new_set:
            now = Awaited(YOU, "złożenie kompletu podpisanego na przyznane świadczenia")
        case S.ACCEPTED if request.agreement.state == "received":
            now = Awaited(CITY, "podpisanie porozumienia; o zawarciu powiadomimy")
        case _:
            now = None
    return now

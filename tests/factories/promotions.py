"""What organisations announce, in every state."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from agreements.models import Agreement, Promotion
from jcop.models import User
from tests.cases import Case
from tests.factories.agreements import REFERRED, clerk, steps_to, write_agreement
from tests.factories.people import numbers

P = Promotion.State


def make_promotion(
    *, agreement: Agreement | None = None, kind: str = "event", state: str = P.APPROVED, **words: object
) -> Promotion:
    """An announcement of an organisation that residents can reach, sent and then decided on."""
    decisions = steps_to(DECISIONS, state)
    with Case(*REFERRED, Promotion) as case:
        organization = (agreement or write_agreement(case)).organization
        case.change(organization, public_phone="32 47 19 555")
        day = timezone.localdate() + timedelta(days=10)
        defaults = {
            "title": f"Zapowiedź {next(numbers)}",
            "text": "Zapraszamy wszystkich.",
            "place": "Park Próbny",
            "happens_on": day if kind == "event" else None,
            "times": "17:00–19:00",
            "shown_until": day,
        }
        by = {"sent_by_id": organization.registered_by_id}
        sent = Promotion(organization=organization, kind=kind, **by, **defaults | words)
        case.insert(sent)
        decider = clerk(case)
        for decide in decisions:
            decide(case, sent, decider)
    return sent


def decided(case: Case, promotion: Promotion, by: User, state: str, reason: str = "") -> None:
    case.change(promotion, state=state, decided_at=timezone.now(), decided_by=by, reason=reason)
    case.mail(Promotion.NEWS[state], promotion)


def approved(case: Case, promotion: Promotion, by: User) -> None:
    decided(case, promotion, by, P.APPROVED)


def returned(case: Case, promotion: Promotion, by: User) -> None:
    decided(case, promotion, by, P.RETURNED, "Za długie.")


def taken_back(case: Case, promotion: Promotion, by: User) -> None:
    case.change(promotion, state=P.WITHDRAWN)


def replaced(case: Case, promotion: Promotion, by: User) -> None:
    """The same words once more, approved in its place."""
    same = ("organization", "key", "kind", "title", "text", "place", "happens_on", "times", "shown_until")
    words = {name: getattr(promotion, name) for name in same}
    newer = Promotion(sent_by_id=promotion.sent_by_id, **words)
    case.write()
    case.insert(newer)
    case.write()
    case.change(promotion, state=P.REPLACED)
    case.write()
    approved(case, newer, by)


# By what an announcement came to each state.
DECISIONS: dict[str, tuple[Callable[[Case, Promotion, User], None], ...]] = {
    P.SENT: (),
    P.RETURNED: (returned,),
    P.APPROVED: (approved,),
    P.REPLACED: (approved, replaced),
    P.WITHDRAWN: (taken_back,),
}

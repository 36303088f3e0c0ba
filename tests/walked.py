"""The cases of `tests.factories` by the verbs: for tests of the verbs, and to judge the written ones.

Whoever expects a refusal, or races, has to walk.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from agreements.models import Agreement, CaseLetter, Promotion, Service, ServiceRequest
from bookings.models import Bookable, Booking, Event, Resource, Series
from jcop.models import Document, HoursPeriod, HoursSpan, User
from jcop.typed.search import plain_letters
from organizations.models import Organization, Representative
from tests import factories
from tests.factories import moment, next_monday, numbers, occasion
from tests.factories.agreements import ACCEPTABLE
from tests.files import pdf, upload


def make_user(email: str = "", *, groups: tuple[str, ...] = (), **fields: object) -> User:
    email = email or f"osoba{next(numbers)}@example.org"
    user = User.objects.create_user(email, full_name=f"Osoba {email}", is_staff=bool(groups), **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    assert user.groups.count() == len(groups)
    return user


def make_organization(*, by: User | None = None, verified: bool = False, **fields: object) -> Organization:
    number = next(numbers)
    defaults: dict[str, object] = {
        "form_key": uuid.uuid4(),
        "legal_form": Organization.Form.ASSOCIATION,
        "name": f"Stowarzyszenie „Próba {number}”",
        "krs": f"{number:010}",
        "street": "ul. Próbna 1",
        "postal_code": "44-335",
        "city": "Jastrzębie-Zdrój",
        "email": f"organizacja{number}@example.org",
    }
    by = by or make_user()
    organization = Organization.objects.register(
        by=by,
        representatives=[Representative(name="Zofia Próbna", function="prezes")],
        **defaults | fields,
    )
    return organization.verify(by=by, source="krs") if verified else organization


def make_request(
    *,
    organization: Organization | None = None,
    state: str = ServiceRequest.State.SUBMITTED,
    services: tuple[str, ...] = ("sala", "sprzet-i-internet"),
    at: datetime | None = None,
) -> ServiceRequest:
    """A request taken to `state` by the verbs, filed at `at`."""
    organization = organization or make_organization(verified=state in ACCEPTABLE)
    clerk = User.objects.filter(is_staff=True).first() or make_user(groups=("Referat",))
    request = ServiceRequest.prepare(
        organization=organization,
        by=organization.registered_by,
        form_key=uuid.uuid4(),
        wishes={service: {"remarks": "co tydzień"} for service in Service.objects.filter(code__in=services)},
    )
    state = ServiceRequest.State(state)
    if state == ServiceRequest.State.DRAFT:
        return request
    request.submit(at=at)
    if state == ServiceRequest.State.SUBMITTED:
        return request
    if state == ServiceRequest.State.WITHDRAWN:
        return request.withdraw()
    request.receive_signed_set(on=request.submitted_on, channel="in_person", copies=3)
    if state == ServiceRequest.State.UNDER_EXAMINATION:
        return request
    return decide(request, state, by=clerk)


def decide(request: ServiceRequest, state: str, *, by: User) -> ServiceRequest:
    """Take an examined request to a state that the office decides on."""
    if state == ServiceRequest.State.AWAITING_CORRECTION:
        request.call_for_correction(by=by, defects=["Brak podpisu."])
        return request
    if state == ServiceRequest.State.LEFT:
        return leave(request, by=by)
    if state == ServiceRequest.State.REFUSED:
        return request.refuse(by=by, reason="powód")
    if state == ServiceRequest.State.ACCEPTED:
        return request.accept(by=by)
    raise ValueError(f"no verb here leads to {state}")


def leave(request: ServiceRequest, *, by: User) -> ServiceRequest:
    """Call, let the term for curing the defects pass, and leave the request without examination."""
    letter = request.call_for_correction(by=by, defects=["Brak podpisu."])
    CaseLetter.objects.filter(pk=letter.pk).update(issued_at=timezone.now() - timedelta(days=30))
    letter.refresh_from_db()
    letter.record_delivery(on=timezone.localdate() - timedelta(days=29), delivery="post")
    return request.leave(by=by, reason="nie uzupełniono")


def make_agreement(
    *,
    organization: Organization | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    services: tuple[str, ...] = ("sala", "sprzet-i-internet"),
) -> Agreement:
    """A concluded agreement of a verified organisation, in force from `valid_from` (today)."""
    organization = organization or make_organization(verified=True)
    request = make_request(organization=organization, state=ServiceRequest.State.ACCEPTED, services=services)
    today = timezone.localdate()
    return request.agreement.conclude(
        by=organization.registered_by,
        number=Agreement.objects.proposed_number(today.year),
        signed_on=today,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def make_hours(first: date | None = None, opens: int = 8, closes: int = 18) -> HoursPeriod:
    """A published pattern for all seven days."""
    period = HoursPeriod.objects.create(
        kind=HoursPeriod.Kind.PATTERN, valid_from=first or timezone.localdate() - timedelta(days=30)
    )
    for weekday in range(7):
        HoursSpan.objects.create(period=period, weekday=weekday, opens=time(opens), closes=time(closes))
    period.publish()
    return period


def make_room(name: str = "", **fields: object) -> Bookable:
    number = next(numbers)
    defaults: dict[str, object] = {"kind": Bookable.Kind.ROOM, "capacity": 12, "slug": f"sala-{number}"}
    room = Bookable.objects.create(name=name or f"Sala {number}", **defaults | fields)
    room.units.add(Resource.objects.create(name=room.name))
    return room


def make_things(pieces: int, name: str = "Laptop") -> Bookable:
    things = Bookable.objects.create(
        kind=Bookable.Kind.EQUIPMENT, name=name, slug=f"rzecz-{next(numbers)}", takes="as_asked"
    )
    for piece in range(pieces):
        things.units.add(Resource.objects.create(name=f"{name} {piece + 1}"))
    return things


def make_booking(
    *,
    room: Bookable | None = None,
    agreement: Agreement | None = None,
    starts_at: datetime | None = None,
    hours: int = 1,
    **fields: object,
) -> Booking:
    agreement = agreement or make_agreement()
    starts_at = starts_at or moment(next_monday(), 10)
    return Booking.request(
        organization=agreement.organization,
        by=agreement.organization.registered_by,
        bookable=room or make_room(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        purpose=Booking.Purpose.MEETING,
        **fields,
    )


def make_series(**options: object) -> Series:
    options = {"agreement": None, "room": None} | options
    options["agreement"] = options["agreement"] or make_agreement()
    options["room"] = options["room"] or make_room()
    plan = factories.make_plan(**options)
    return Series.claim(plan, by=plan.organization.registered_by)


def make_document(title: str, *, content: bytes | None = b"", days: int = 0, **fields: object) -> Document:
    """A published document with one file (a PDF of its own), in force since `days` from today."""
    number = next(numbers)
    defaults = {"kind": "rules", "slug": slugify(plain_letters(title))[:80] or f"dokument-{number}"}
    document = Document.objects.create(title=title, **defaults | fields)
    if content is not None:
        valid_from = timezone.localdate() + timedelta(days=days)
        document.add_version(upload=upload(content or pdf()), valid_from=valid_from, by=make_user())
    return document.publish()


def make_promotion(
    *, agreement: Agreement | None = None, kind: str = "event", state: str = "approved", **words: object
) -> Promotion:
    """An announcement of an organisation that residents can reach, sent and then decided on."""
    organization = (agreement or make_agreement()).organization
    Organization.objects.filter(pk=organization.pk).update(public_phone="32 47 19 555")
    day = timezone.localdate() + timedelta(days=10)
    defaults = {
        "title": f"Zapowiedź {next(numbers)}",
        "text": "Zapraszamy wszystkich.",
        "place": "Park Próbny",
        "happens_on": day if kind == "event" else None,
        "times": "17:00–19:00",
        "shown_until": day,
    }
    sent = Promotion.send(
        organization=organization,
        by=organization.registered_by,
        form_key=uuid.uuid4(),
        kind=kind,
        **defaults | words,
    )
    clerk = User.objects.filter(is_staff=True).first() or make_user(groups=("Referat",))
    if state == Promotion.State.RETURNED:
        return sent.return_for_correction(by=clerk, reason="Za długie.")
    if state == Promotion.State.WITHDRAWN:
        return sent.withdraw()
    if state in {Promotion.State.APPROVED, Promotion.State.REPLACED}:
        sent.approve(by=clerk)
    if state == Promotion.State.REPLACED:
        same = ("title", "text", "place", "happens_on", "times", "shown_until")
        words = {name: getattr(sent, name) for name in same}
        sent.correct(by=organization.registered_by, form_key=uuid.uuid4(), **words).approve(by=clerk)
        sent.refresh_from_db()
    if state != sent.state:
        raise ValueError(f"no verb here leads to {state}")
    return sent


def make_event(
    *,
    capacity: int | None = 3,
    room: Bookable | None = None,
    starts_at: datetime | None = None,
    hours: int = 2,
    published: bool = True,
    at: datetime | None = None,
    **words: object,
) -> Event:
    """A training with so many places, signing up from a week ago until it begins."""
    at = at or timezone.now()
    starts_at = starts_at or moment(next_monday(), 10)
    if capacity is not None:
        signing_up = {"signup_opens_at": at - timedelta(days=7), "signup_closes_at": starts_at}
        words = {"capacity": capacity, "per_organization": capacity, **signing_up} | words
    event = Event.draft(
        by=None,
        occasion=occasion(room or make_room(), starts_at, hours),
        at=at,
        **{"title": f"Szkolenie {next(numbers)}", "description": "Opis."} | words,
    )
    return event.publish(at=at) if published else event

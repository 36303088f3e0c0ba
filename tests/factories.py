"""Plain functions that make what a test needs, by the real verbs."""

import uuid
from datetime import date, datetime, time, timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from agreements.models import Agreement, Attachment, CaseLetter, Promotion, Service, ServiceRequest
from bookings.models import (
    Bookable,
    Booking,
    Closure,
    Decision,
    Event,
    Guest,
    Occasion,
    Plan,
    Resource,
    Series,
    Thing,
)
from bookings.recurrence import Rule
from jcop.hours import WARSAW
from jcop.models import (
    Announcement,
    AnnouncementPicture,
    Centre,
    Document,
    HoursPeriod,
    HoursSpan,
    MapPicture,
    User,
)
from jcop.search import plain_letters
from jcop.workdays import statutory_day_off
from organizations.models import Organization, Representative
from tests.files import pdf, picture, upload

numbers = count(1)


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
    organization = organization or make_organization()
    clerk = User.objects.filter(is_staff=True).first() or make_user(groups=("Referat",))
    request = ServiceRequest.prepare(
        organization=organization,
        by=organization.registered_by,
        form_key=uuid.uuid4(),
        wishes={one: {"remarks": "co tydzień"} for one in Service.objects.filter(code__in=services)},
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
    return request.accept(by=by)


def leave(request: ServiceRequest, *, by: User) -> ServiceRequest:
    """Call, let the term for curing the defects pass, and leave the request without examination."""
    letter = request.call_for_correction(by=by, defects=["Brak podpisu."])
    CaseLetter.objects.filter(pk=letter.pk).update(issued_at=timezone.now() - timedelta(days=30))
    letter.refresh_from_db()
    letter.record_delivery(on=timezone.localdate() - timedelta(days=29), delivery="post")
    return request.leave(by=by, reason="nie uzupełniono")


def make_attachment(
    *, request: ServiceRequest | None = None, name: str = "statut.pdf", content: bytes = b""
) -> Attachment:
    """A PDF of one page, unlike every other, or `content`; the request is a draft."""
    request = request or make_request(state=ServiceRequest.State.DRAFT)
    return Attachment.attach(
        request=request,
        by=request.organization.registered_by,
        kind=Attachment.Kind.STATUTE,
        upload=upload(content or pdf(), name),
    )


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


def make_notice(title: str = "Nowe ogłoszenie", **fields: object) -> Announcement:
    """Current since an hour ago, unless told otherwise."""
    defaults = {
        "slug": f"ogloszenie-{next(numbers)}",
        "body": "<p>treść</p>",
        "publish_from": timezone.now() - timedelta(hours=1),
    }
    return Announcement.objects.create(title=title, **defaults | fields)


def make_picture(alt: str = "Wnętrze sali", **fields: object) -> AnnouncementPicture:
    """In a notice of its own with `fields`; 60 by 40 points."""
    row = AnnouncementPicture(announcement=make_notice(**fields), alt=alt)
    row.draw(picture("JPEG", 60, 40))
    row.save()
    return row


def make_map(alt: str = "Mapa okolicy Centrum", **fields: object) -> MapPicture:
    """90 by 60 points."""
    row = MapPicture(centre=Centre.objects.get(), alt=alt, **fields)
    row.draw(picture("JPEG", 90, 60))
    row.save()
    return row


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


def next_monday(after: date | None = None) -> date:
    """A Monday that is at least two weeks ahead: far enough for every notice."""
    day = (after or timezone.localdate()) + timedelta(days=14)
    return day + timedelta(days=-day.weekday() % 7)


def working_monday() -> date:
    """Such a Monday, with no statutory holiday on it, in its week or on the next Monday."""
    day = next_monday()
    while any(statutory_day_off(day + timedelta(days=n)) for n in (0, 1, 2, 3, 4, 5, 7)):
        day += timedelta(days=7)
    return day


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WARSAW)


def make_hours(first: date | None = None, opens: int = 8, closes: int = 18) -> HoursPeriod:
    """A published pattern for all seven days."""
    period = HoursPeriod.objects.create(
        kind=HoursPeriod.Kind.PATTERN, valid_from=first or timezone.localdate() - timedelta(days=30)
    )
    for weekday in range(7):
        HoursSpan.objects.create(period=period, weekday=weekday, opens=time(opens), closes=time(closes))
    period.publish()
    return period


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


def make_plan(
    *,
    agreement: Agreement | None = None,
    room: Bookable | None = None,
    first_on: date | None = None,
    starts: int = 10,
    hours: int = 2,
    extras: tuple[Thing, ...] = (),
    **rule: object,
) -> Plan:
    """Every Monday, three times, unless told otherwise."""
    agreement = agreement or make_agreement()
    if not {"count", "until_on"} & rule.keys():
        rule["count"] = 3
    return Plan(
        organization=agreement.organization,
        things=(Thing(room or make_room()), *extras),
        rule=Rule(first_on or next_monday(), **rule),
        starts=time(starts),
        ends=time(starts + hours),
        persons=4,
        purpose=Booking.Purpose.MEETING,
    )


def make_series(**options: object) -> Series:
    plan = make_plan(**options)
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
    if state == Promotion.State.APPROVED:
        return sent.approve(by=clerk)
    return sent.return_for_correction(by=clerk, reason="Za długie.") if state == "returned" else sent


def make_closure(*bookings: Booking, choice: str = "cancel") -> Closure:
    """An act of the office with the same decision about each of the bookings (one is made)."""
    return Closure.settle(
        kind="hoursperiod",
        told="W poniedziałek Centrum jest nieczynne.",
        reason="inwentaryzacja",
        by=make_user(groups=("Pracownik Centrum",)),
        decisions=[
            Decision(booking, choice, frozenset({"closed"})) for booking in bookings or [make_booking()]
        ],
    )


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


def occasion(room: Bookable, starts_at: datetime, hours: int = 2) -> Occasion:
    return Occasion(
        (Thing(room),), starts_at, starts_at + timedelta(hours=hours), exception_reason="za zgodą Centrum"
    )


def make_guest(name: str = "Gość Próbny", **fields: object) -> Guest:
    email = f"gosc{next(numbers)}@example.org"
    now = timezone.now()
    return Guest.objects.create(
        **{"name": name, "email": email, "confirmed_at": now, "purge_on": timezone.localdate(now)} | fields
    )

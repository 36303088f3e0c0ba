"""Mails about bookings. Each function is named after what happened."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bookings import signed
from bookings.ics import enclosed, of_event
from jcop.mail import Enclose, send_notice
from jcop.models import Centre
from organizations.notifications import tell, tell_at_once

if TYPE_CHECKING:
    from bookings.models import (
        Booking,
        ClosureMessage,
        Consequence,
        EventMessage,
        Guest,
        Introduction,
        Seat,
        Series,
        SeriesDate,
        SeriesItem,
    )
    from jcop.models import User
    from organizations.models import Organization


def booking_made(booking: "Booking") -> None:
    _tell("booking_made", booking)


def booking_confirmed(booking: "Booking") -> None:
    _tell("booking_confirmed", booking)


def booking_refused(booking: "Booking") -> None:
    _tell("booking_refused", booking)


def booking_cancelled(booking: "Booking") -> None:
    _tell("booking_cancelled", booking)


def booking_moved(booking: "Booking") -> None:
    _tell("booking_moved", booking)


def booking_proposed(booking: "Booking") -> None:
    """Unless it is answered by now: nobody is asked what they have said."""
    if booking.state == booking.State.PROPOSED:
        _tell("booking_proposed", booking)


def booking_proposal_ends(booking: "Booking") -> None:
    """As booking_proposed: only while there is still something to answer."""
    if booking.state == booking.State.PROPOSED:
        _tell("booking_proposal_ends", booking)


def booking_declined(booking: "Booking") -> None:
    """Short, for the calendar of whoever declined: the file takes the held time out of it."""
    _tell("booking_declined", booking)


def booking_lapsed(booking: "Booking") -> None:
    _tell("booking_lapsed", booking)


def bookings_ahead(organization: "Organization", bookings: Sequence["Booking"], key: str) -> None:
    """All of the coming days in one mail, to the person who booked it all, if one person did."""
    makers = {booking.made_by for booking in bookings}
    tell(
        "bookings/email/bookings_ahead",
        organization,
        person=makers.pop() if len(makers) == 1 else None,
        key=key,
        context={"bookings": bookings},
        enclose=_calendar(bookings),
    )


def series_made(series: "Series") -> None:
    _tell_of_series("series_made", series)


def series_confirmed(series: "Series") -> None:
    _tell_of_series("series_confirmed", series)


def series_refused(series: "Series") -> None:
    _tell_of_series("series_refused", series)


def series_cancelled(series: "Series") -> None:
    _tell_of_series("series_cancelled", series)


def series_moved(series: "Series") -> None:
    _tell_of_series("series_moved", series)


def series_rule_changed(series: "Series", freed: Sequence["Booking"]) -> None:
    """The dates that are the series now; what it gave up stands in the calendar file only."""
    _tell_of_series("series_rule_changed", series, also=freed)


def series_date_changed(date: "SeriesDate", number: int, booking: "Booking") -> None:
    """What became of one date; `number` is the act's, so that each is told once."""
    series = date.series
    tell(
        "bookings/email/series_date_changed",
        series.organization,
        person=series.made_by,
        key=f"series_date_changed.{series.pk}.{number}",
        context={"series": series, "items": _items(series), "date": date},
        enclose=_calendar([booking]),
    )


def _items(series: "Series") -> list["SeriesItem"]:
    return list(series.items.select_related("bookable").order_by("pk"))


def _tell_of_series(event: str, series: "Series", also: Sequence["Booking"] = ()) -> None:
    """One message for the whole series, to whoever made it, else to the organisation."""
    rows = series.dates.select_related("booking__organization").prefetch_related("booking__items__bookable")
    dates = list(rows)
    bookings = [*(date.booking for date in dates if date.booking), *also]
    tell(
        f"bookings/email/{event}",
        series.organization,
        person=series.made_by,
        key=f"{event}.{series.pk}.{series.sequence}",
        context={"series": series, "items": _items(series), "dates": dates},
        enclose=_calendar(bookings) if bookings else None,
    )


def closure_told(message: "ClosureMessage") -> bool:
    """Everything that an act means for one organisation, in one mail; False without any address."""
    lines = list(message.lines)
    return tell_at_once(
        "bookings/email/closure_told",
        message.organization,
        persons=message.bookers,
        key=f"closure_told.{message.pk}",
        context={"closure": message.closure, "lines": lines},
        enclose=_calendar([line.booking for line in lines]),
    )


def _calendar(bookings: Sequence["Booking"]) -> Enclose:
    """All of them in one file, each as it stands when the mail leaves."""
    centre = Centre.objects.get()
    return lambda to: enclosed(bookings, centre, to=to, stamp=timezone.now())


def guest_code(introduction: "Introduction", code: str) -> None:
    """To somebody without an account, who has to prove that the address is theirs."""
    send_notice(
        "bookings/email/guest_code",
        to=introduction.email,
        key=f"guest_code.{introduction.key}",
        context={"code": code, "centre": Centre.objects.get()},
    )


def visit_ahead(booking: "Booking") -> None:
    """To a guest, on the working day before."""
    _tell_guest("visit_ahead", booking)


def guest_told_of_closure(consequence: "Consequence") -> None:
    """What an act of the office means for one person's advice, unless the person is erased."""
    visit = consequence.booking.visit
    if visit.guest:
        context = {"line": consequence, "closure": consequence.closure, "visit": visit}
        send_notice(
            "bookings/email/guest_told_of_closure",
            to=visit.guest.email,
            key=f"guest_told_of_closure.{consequence.pk}",
            context={**context, "centre": Centre.objects.get()},
        )


def _tell_guest(event: str, booking: "Booking") -> None:
    """How the advice stands, to a person without an account; nobody is written to once erased."""
    visit, centre = booking.visit, Centre.objects.get()
    if visit.guest:
        page = f"{settings.SITE_URL}{visit.page}"
        send_notice(
            "bookings/email/visit_told",
            to=visit.guest.email,
            key=f"{event}.{booking.pk}.{booking.sequence}",
            context={"event": event, "booking": booking, "visit": visit, "page": page, "centre": centre},
            enclose=lambda to: enclosed([booking], centre, to=to, stamp=timezone.now(), page=page),
        )


def seats_given(seats: Sequence["Seat"]) -> None:
    """What came of one sign-up: places, turns in the queue, or some of each."""
    _tell_seats("seats_given", seats)


def seats_offered(seats: Sequence["Seat"]) -> None:
    """Places are free for who waited; each is held until it is answered or the time is over."""
    _tell_seats("seats_offered", seats)


def seats_lapsed(seats: Sequence["Seat"]) -> None:
    _tell_seats("seats_lapsed", seats)


def event_told(message: "EventMessage") -> None:
    """A move or a cancellation, to everybody who had signed up or waited: once for each of them."""
    seats = list(message.seats)
    if seats:
        name = "event_cancelled" if message.event.is_cancelled else "event_moved"
        key = f"event_told.{message.pk}"
        _tell_party(name, seats, message.organization, message.guest, message.signed_up_by, key)


def _tell_seats(name: str, seats: Sequence["Seat"]) -> None:
    """They are of one party."""
    first = seats[0]
    _tell_party(name, seats, first.organization, first.guest, first.signed_up_by, f"{name}.{first.pk}")


def _tell_party(
    name: str,
    seats: Sequence["Seat"],
    organization: "Organization | None",
    guest: "Guest | None",
    person: "User | None",
    key: str,
) -> None:
    """To the organisation, with the address of its panel; to a guest with a signed link; or to nobody."""
    event, template = seats[0].event, f"bookings/email/{name}"
    centre = Centre.objects.get()
    context: dict[str, Any] = {"event": event, "seats": seats, "centre": centre}
    file = of_event(event, centre, stamp=timezone.now())
    if organization:
        context["page"] = reverse("bookings:own_event", args=[organization.key, event.pk])
        tell(template, organization, person=person, key=key, context=context, enclose=lambda _: file)
    elif guest:
        token = signed.link_for(seats[0], "seat", until=event.ends_at)
        context |= {"page": reverse("bookings:seat_link", args=[token]), "organization": None}
        send_notice(template, to=guest.email, key=key, context=context, enclose=lambda _: file)


def _tell(event: str, booking: "Booking") -> None:
    """To the person who booked, else to the organisation; the office's own blocks concern nobody else."""
    if booking.organization is None and booking.is_advice:
        _tell_guest(event, booking)
    if booking.organization:
        tell(
            f"bookings/email/{event}",
            booking.organization,
            person=booking.made_by,
            key=f"{event}.{booking.pk}.{booking.sequence}",
            context={"booking": booking, "items": list(booking.items.select_related("bookable"))},
            enclose=_calendar([booking]),
        )

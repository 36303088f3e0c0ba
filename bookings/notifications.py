"""Mails about bookings. Each function is named after what it tells of."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bookings import signed
from bookings.ics import enclosed, event_files
from bookings.mail_kinds import Mail
from jcop.mail import Enclose, Enclosure, post_code, send_notice
from jcop.models import Centre, Message
from organizations.notifications import tell, tell_at_once

if TYPE_CHECKING:
    from bookings.models import (
        Booking,
        ClosureMessage,
        Consequence,
        EventDate,
        Introduction,
        Seat,
        Series,
        SeriesDate,
        SeriesItem,
    )

PROPOSALS = {Mail.BOOKING_PROPOSED, Mail.BOOKING_PROPOSAL_ENDS}


def booking_mail(message: Message, booking: "Booking") -> Message.State:
    """To the person who booked and the organisation; the office's own blocks concern nobody else.

    Of a proposal only while there is something to answer. What was declined is told for the calendar of
    whoever declined: the file takes the held time out of it.
    """
    if message.kind in PROPOSALS and booking.state != booking.State.PROPOSED:
        return message.State.WITHDRAWN
    if booking.organization is None:
        return _tell_guest(message, booking) if booking.is_advice else message.State.WITHDRAWN
    return tell(
        f"bookings/email/{message.kind}",
        booking.organization,
        persons=[booking.made_by],
        message=message,
        context={"booking": booking, "items": list(booking.items.select_related("bookable"))},
        enclose=_calendar([booking]),
    )


def bookings_ahead(message: Message, bookings: Sequence["Booking"]) -> Message.State:
    """All of the coming days in one mail, to the person who booked it all, if one person did.

    To a guest of the one visit, on the working day before.
    """
    if not bookings:
        return message.State.WITHDRAWN
    organization = bookings[0].organization
    if organization is None:
        return _tell_guest(message, bookings[0])
    makers = {booking.made_by for booking in bookings}
    return tell(
        "bookings/email/bookings_ahead",
        organization,
        persons=makers if len(makers) == 1 else (),
        message=message,
        context={"bookings": bookings},
        enclose=_calendar(bookings),
    )


def series_date_changed(message: Message, date: "SeriesDate", booking: "Booking") -> Message.State:
    """What became of one date."""
    series = date.series
    return tell(
        "bookings/email/series_date_changed",
        series.organization,
        persons=[series.made_by],
        message=message,
        context={"series": series, "items": _items(series), "date": date},
        enclose=_calendar([booking]),
    )


def _items(series: "Series") -> list["SeriesItem"]:
    return list(series.items.select_related("bookable").order_by("pk"))


def series_mail(message: Message, series: "Series", freed: Sequence["Booking"]) -> Message.State:
    """One message for the whole series, to whoever made it and the organisation.

    It lists the dates that are the series now; what another rhythm `freed` stands in the calendar file only.
    """
    rows = series.dates.select_related("booking__organization").prefetch_related("booking__items__bookable")
    dates = list(rows)
    bookings = [*(date.booking for date in dates if date.booking), *freed]
    return tell(
        f"bookings/email/{message.kind}",
        series.organization,
        persons=[series.made_by],
        message=message,
        context={"series": series, "items": _items(series), "dates": dates},
        enclose=_calendar(bookings) if bookings else None,
    )


def closure_told(message: Message, closure_message: "ClosureMessage") -> Message.State:
    """Everything that an act means for one organisation, in one mail; withdrawn without any address.

    Calendars know long since what a suspension cancelled: its end brings no file.
    """
    lines = list(closure_message.lines)
    is_over = closure_message.closure.is_resumption
    return tell_at_once(
        f"bookings/email/{message.kind}",
        closure_message.organization,
        persons=closure_message.bookers,
        message=message,
        context={"closure": closure_message.closure, "lines": lines},
        enclose=None if is_over else _calendar([line.booking for line in lines]),
    )


def _calendar(bookings: Sequence["Booking"]) -> Enclose:
    """All of them in one file, each as it stands when the mail leaves; its page for whoever can open it."""
    centre = Centre.objects.get()
    organization = bookings[0].organization
    page = "" if organization and organization.has_account else settings.SITE_URL
    return lambda to: [enclosed(bookings, centre, to=to, stamp=timezone.now(), page=page)]


def guest_code(introduction: "Introduction", code: str, *, ends_at: datetime) -> None:
    """To somebody without an account, who has to prove that the address is theirs."""
    post_code(
        Mail.GUEST_CODE,
        "bookings/email/guest_code",
        address=introduction.email,
        to=introduction,
        context={"code": code, "centre": Centre.objects.get()},
        ends_at=ends_at,
    )


def guest_told_of_closure(message: Message, consequence: "Consequence", *, is_free: bool) -> Message.State:
    """What an act of the office means for one person's advice, unless the person is erased.

    `is_free`: another time could be chosen now. Nobody is sent to a calendar without any.
    """
    visit = consequence.booking.visit
    if visit.guest is None:
        return message.State.WITHDRAWN
    context = {"line": consequence, "closure": consequence.closure, "visit": visit, "is_free": is_free}
    return send_notice(
        f"bookings/email/{message.kind}",
        to=visit.guest.email,
        message=message,
        context={**context, "centre": Centre.objects.get()},
    )


def _tell_guest(message: Message, booking: "Booking") -> Message.State:
    """How the advice stands, to a person without an account; nobody is written to once erased."""
    visit, centre = booking.visit, Centre.objects.get()
    if visit.guest is None:
        return message.State.WITHDRAWN
    event = "visit_ahead" if message.kind == Mail.BOOKINGS_AHEAD else message.kind
    page = f"{settings.SITE_URL}{visit.page}"
    return send_notice(
        "bookings/email/visit_told",
        to=visit.guest.email,
        message=message,
        context={"event": event, "booking": booking, "visit": visit, "page": page, "centre": centre},
        enclose=lambda to: [enclosed([booking], centre, to=to, stamp=timezone.now(), page=page)],
    )


def seats_mail(
    message: Message,
    seats: Sequence["Seat"],
    *,
    status: str = "",
    dropped: Sequence["EventDate"] = (),
    **context: Any,
) -> Message.State:
    """What came of a sign-up, of the queue or of a change of the event, to one party, about all its seats.

    To the organisation, with the address of its panel; to a guest with a signed link; or to nobody. The
    party's calendar gets the event with that `status`, or nothing without one.
    """
    if not seats:
        return message.State.WITHDRAWN
    first, event, template = seats[0], seats[0].event, f"bookings/email/{message.kind}"
    centre, now = Centre.objects.get(), timezone.now()
    states = {seat.standing(now) for seat in seats}
    context |= {"event": event, "seats": seats, "states": states, "centre": centre}

    def enclose(to: str) -> list[Enclosure]:
        if not status:
            return []
        return event_files(event, centre, to=to, stamp=now, status=status, dropped=dropped)

    if organization := first.organization:
        context["page"] = reverse("bookings:own_event", args=[organization.key, event.pk])
        signers = [seat.signed_up_by for seat in sorted(seats, key=_signed_up, reverse=True)]
        return tell(
            template,
            organization,
            persons=signers,
            message=message,
            context=context,
            enclose=enclose,
        )
    if first.guest is None:
        return message.State.WITHDRAWN
    token = signed.link_for(first, "seat", until=event.ends_at)
    context |= {"page": reverse("bookings:seat_link", args=[token]), "organization": None}
    return send_notice(template, to=first.guest.email, message=message, context=context, enclose=enclose)


def _signed_up(seat: "Seat") -> tuple[datetime, int]:
    return seat.signed_up_at, seat.pk

"""Mails about bookings, series and acts of the office that hit them; of events: bookings/participants.py."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from bookings.calendars.ics import enclosed
from bookings.mail_kinds import Mail
from bookings.models import (
    Booking,
    ClosureMessage,
    Consequence,
    Reminder,
    Series,
    SeriesDate,
    SeriesItem,
)
from bookings.search.slots import free_slots
from jcop.mail import Enclose, send_notice, send_text
from jcop.mail_kinds import sends
from jcop.models import Centre, Message
from organizations.notifications import tell, tell_at_once

PROPOSALS = {Mail.BOOKING_PROPOSED, Mail.BOOKING_PROPOSAL_ENDS}

sends(Mail.GUEST_CODE, is_personal=True)(send_text)


@sends(
    Mail.BOOKING_MADE,
    Mail.BOOKING_CONFIRMED,
    Mail.BOOKING_REFUSED,
    Mail.BOOKING_CANCELLED,
    Mail.BOOKING_MOVED,
    Mail.BOOKING_PROPOSED,
    Mail.BOOKING_PROPOSAL_ENDS,
    Mail.BOOKING_DECLINED,
    Mail.BOOKING_LAPSED,
    optional={Mail.BOOKING_MADE, Mail.BOOKING_DECLINED},
    receipts={Mail.BOOKING_MADE, Mail.BOOKING_CONFIRMED, Mail.BOOKING_DECLINED},
)
def booking_mail(message: Message) -> Message.State:
    """To the person who booked and the organisation; the office's own blocks concern nobody else.

    Of a proposal only while there is something to answer. What was declined is told for the calendar of
    whoever declined: the file takes the held time out of it.
    """
    booking: Booking = message.subject
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


@sends(Mail.BOOKINGS_AHEAD, optional={Mail.BOOKINGS_AHEAD}, receipts={Mail.BOOKINGS_AHEAD})
def bookings_ahead(message: Message) -> Message.State:
    """All of the coming days in one mail, to the person who booked it all, if one person did.

    To a guest of the one visit, on the working day before. Of what is still true when it leaves.
    """
    rows = Reminder.objects.filter(pk__in=message.parts).still_true(timezone.now())
    rows = rows.select_related("booking__organization", "booking__made_by", "booking__visit__guest")
    rows = rows.prefetch_related("booking__items__bookable")
    bookings = [reminder.booking for reminder in rows if reminder.is_of_its_day]
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


def _items(series: Series) -> list[SeriesItem]:
    return list(series.items.select_related("bookable").order_by("pk"))


def _parts(message: Message) -> list[Booking]:
    rows = Booking.objects.filter(pk__in=message.parts).select_related("organization")
    return list(rows.prefetch_related("items__bookable").order_by("starts_at", "pk"))


@sends(
    Mail.SERIES_MADE,
    Mail.SERIES_CONFIRMED,
    Mail.SERIES_REFUSED,
    Mail.SERIES_CANCELLED,
    Mail.SERIES_MOVED,
    Mail.SERIES_RULE_CHANGED,
    optional={Mail.SERIES_MADE},
    receipts={Mail.SERIES_MADE, Mail.SERIES_CONFIRMED},
)
def series_mail(message: Message) -> Message.State:
    """One message for the whole series, to whoever made it and the organisation.

    It lists the dates that are the series now; what another rhythm freed stands in the calendar file only.
    """
    series: Series = message.subject
    rows = series.dates.select_related("booking__organization").prefetch_related("booking__items__bookable")
    dates = list(rows)
    bookings = [*(date.booking for date in dates if date.booking), *_parts(message)]
    return tell(
        f"bookings/email/{message.kind}",
        series.organization,
        persons=[series.made_by],
        message=message,
        context={"series": series, "items": _items(series), "dates": dates},
        enclose=_calendar(bookings) if bookings else None,
    )


@sends(Mail.SERIES_DATE_CHANGED)
def series_date_changed(message: Message) -> Message.State:
    """What became of one date; another rhythm may have taken it out of the series meanwhile, and told so."""
    date: SeriesDate = message.subject
    series = date.series
    return tell(
        "bookings/email/series_date_changed",
        series.organization,
        persons=[series.made_by],
        message=message,
        context={"series": series, "items": _items(series), "date": date},
        enclose=_calendar(_parts(message)),
    )


def closure_settled(message: Message) -> None:
    """The call list hears what became of it: sent, else somebody has to telephone."""
    for closure_message in ClosureMessage.objects.unheard().filter(pk=message.subject_id or 0):
        if message.state == Message.State.SENT:
            closure_message.mark_sent(at=timezone.now())
        elif closure_message.may_move(ClosureMessage.State.TO_CALL):
            closure_message.leave_to_call()


@sends(Mail.CLOSURE_TOLD, Mail.CENTRE_RESUMED, hears=closure_settled)
def closure_told(message: Message) -> Message.State:
    """Everything that an act means for one organisation, in one mail; withdrawn without any address.

    Calendars know long since what a suspension cancelled: its end brings no file. Sent again from the desk's
    queue, it reaches who was not telephoned meanwhile.
    """
    unheard = ClosureMessage.objects.unheard().whole()
    closure_message = unheard.filter(pk=message.subject_id or 0).first()
    if closure_message is None:
        return message.State.WITHDRAWN
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


def _calendar(bookings: Sequence[Booking]) -> Enclose:
    """All of them in one file, each as it stands when the mail leaves; its page for whoever can open it."""
    centre = Centre.objects.get()
    organization = bookings[0].organization
    page = "" if organization and organization.has_account else settings.SITE_URL
    return lambda to: [enclosed(bookings, centre, to=to, stamp=timezone.now(), page=page)]


@sends(Mail.GUEST_TOLD_OF_CLOSURE, Mail.GUEST_TOLD_OF_RESUMPTION, is_personal=True)
def guest_told_of_closure(message: Message) -> Message.State:
    """What an act of the office means for one person's advice, unless the person is erased.

    `is_free`: another time could be chosen now. Nobody is sent to a calendar without any.
    """
    consequence: Consequence = message.subject
    visit = consequence.booking.visit
    if visit.guest is None:
        return message.State.WITHDRAWN
    is_free = bool(free_slots(visit.topic, timezone.now()))
    context = {"line": consequence, "closure": consequence.closure, "visit": visit, "is_free": is_free}
    return send_notice(
        f"bookings/email/{message.kind}",
        to=visit.guest.email,
        message=message,
        context={**context, "centre": Centre.objects.get()},
    )


def _tell_guest(message: Message, booking: Booking) -> Message.State:
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

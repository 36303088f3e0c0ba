"""Mails to whoever comes to an event or would like to: who still has to read what, when it leaves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bookings import signed
from bookings.calendars.ics import CANCELLED, CONFIRMED, TENTATIVE, event_files
from bookings.mail_kinds import CHANGES, Mail
from bookings.models import Booking, EventDate, Seat
from bookings.models.seats import SeatQuerySet
from jcop.mail import Enclosure, send_notice
from jcop.mail_kinds import sends
from jcop.models import Centre, Message
from organizations.models import Organization
from organizations.notifications import tell

REPEATED = (Mail.SEATS_ACCEPTED, Mail.SEATS_GIVEN_UP)
ANSWERS = (Mail.SEATS_GIVEN, Mail.SEATS_LEFT)


@sends(Mail.SEATS_LAPSED, *ANSWERS, *REPEATED, optional=REPEATED, receipts=(*ANSWERS, *REPEATED))
def seats_mail(message: Message) -> Message.State:
    """What came of these seats."""
    return _tell(message, Seat.objects.filter(pk__in=message.parts))


@sends(Mail.SEATS_OFFERED)
def offer_mail(message: Message) -> Message.State:
    """While it can be answered: nobody is asked what they have answered, or can answer no more."""
    offered = Seat.objects.live(timezone.now()).filter(state=Seat.State.OFFERED)
    return _tell(message, offered.filter(pk__in=message.parts))


@sends(Mail.SEATS_AHEAD, optional={Mail.SEATS_AHEAD}, receipts={Mail.SEATS_AHEAD})
def reminder_mail(message: Message) -> Message.State:
    """Of the times up to the day that is due, to who still comes to them."""
    now, event, last = timezone.now(), message.subject, message.due_on
    dates = [
        date
        for date in event.times
        if date.booking.starts_at > now and last and timezone.localdate(date.booking.starts_at) <= last
    ]
    if not dates or event.is_cancelled:
        return message.State.WITHDRAWN
    return _tell(message, Seat.objects.taken().filter(pk__in=message.parts), dates=dates)


@sends(Mail.EVENT_MOVED)
def moved_mail(message: Message) -> Message.State:
    """Only the last change, which tells everything: what was when the party last heard, and what is now."""
    rows = _messages(message, CHANGES)
    if rows.filter(pk__gt=message.pk).exists():
        return message.State.WITHDRAWN
    parts = message.parts
    for earlier in rows.filter(pk__lt=message.pk).order_by("-pk"):
        if earlier.state == Message.State.SENT:
            break
        parts = earlier.parts
    event, recipient = message.subject, message.recipient
    history = Booking.pgh_event_model._base_manager  # type: ignore[attr-defined]
    noted = history.filter(pk__in=parts, pgh_obj__event_date__event=event).select_related("pgh_obj")
    before = list(noted.order_by("starts_at"))
    were = {(row.starts_at, row.ends_at) for row in before}
    spans = [(date.booking.starts_at, date.booking.ends_at) for date in event.times]
    seats = Seat.objects.live(timezone.now()).filter(event=event)
    party = {"organization" if isinstance(recipient, Organization) else "guest": recipient}
    return _tell(
        message,
        seats.filter(**party),
        gone=[row for row in before if (row.starts_at, row.ends_at) not in spans],
        is_new=bool(before) and not were.issuperset(spans),
        # Neither gone nor new: another place, unless the time left meanwhile and came back.
        is_elsewhere=bool(before) and parts == message.parts,
        dropped=[date for date in event.dropped if date.booking_id in {row.pgh_obj_id for row in before}],
    )


@sends(Mail.EVENT_CANCELLED)
def cancelled_mail(message: Message) -> Message.State:
    """To whoever still came or waited; nothing that was changed after it concerns anybody."""
    return _tell(message, Seat.objects.live(timezone.now()).filter(pk__in=message.parts))


def _messages(message: Message, kinds: set[Mail]) -> Any:
    """The same party's messages of these kinds about the event."""
    rows = Message.objects.about(message.subject).filter(kind__in=kinds)
    return rows.filter(recipient_type=message.recipient_type, recipient_id=message.recipient_id)


def _tell(message: Message, rows: SeatQuerySet, **context: Any) -> Message.State:
    rows = rows.in_line().select_related("event", "organization", "guest", "signed_up_by", "person")
    seats = list(rows.prefetch_related("event__dates__booking__items__bookable"))
    return _send(message, seats, status=_status(message, seats), **context)


def _status(message: Message, seats: list[Seat]) -> str:
    """How the event stands in the party's calendar; nothing for who has never had more than a turn."""
    if not seats:
        return ""
    now = timezone.now()
    standing = {seat.standing(now) for seat in Seat.objects.of_party_of(seats[0])}
    ended = CANCELLED if message.kind in {Mail.SEATS_LAPSED, Mail.SEATS_GIVEN_UP} else ""
    status = CONFIRMED if "taken" in standing else TENTATIVE if "offered" in standing else ended
    return CANCELLED if status and seats[0].event.is_cancelled else status


def _send(
    message: Message,
    seats: Sequence[Seat],
    *,
    status: str,
    dropped: Sequence[EventDate] = (),
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


def _signed_up(seat: Seat) -> tuple[datetime, int]:
    return seat.signed_up_at, seat.pk

"""Jobs of the bookings app, and who writes its mails. They load by id and hand over."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from bookings import notifications, participants, pdf, reminders
from bookings.day_sheet import day_sheet
from bookings.mail_kinds import Mail
from bookings.models import (
    AdviceVisit,
    Booking,
    BookingContact,
    ClosureMessage,
    Event,
    Guest,
    Handover,
    Introduction,
    Reminder,
    SeatName,
)
from bookings.slots import free_slots
from jcop import papers
from jcop.mail import send_text
from jcop.mail_kinds import sends
from jcop.models import Message
from jcop.tasks import UNTIL_DELIVERED


@app.task(name="print_day_sheet", queue="documents", retry=UNTIL_DELIVERED)
def print_day_sheet(day: str) -> None:
    papers.keep(pdf.day_sheet_html(day_sheet(datetime.date.fromisoformat(day))))


@app.task(name="print_protocol", queue="documents", retry=UNTIL_DELIVERED)
def print_protocol(handover_id: int) -> None:
    for handover in Handover.objects.whole().filter(pk=handover_id):
        papers.keep(pdf.protocol_html(handover))


@app.task(name="print_advice_card", queue="documents", retry=UNTIL_DELIVERED)
def print_advice_card(visit_id: int) -> None:
    for visit in AdviceVisit.objects.whole().filter(pk=visit_id):
        papers.keep(pdf.advice_card_html(visit))


@app.task(name="print_attendance", queue="documents", retry=UNTIL_DELIVERED)
def print_attendance(event_id: int) -> None:
    for event in Event.objects.whole().filter(pk=event_id):
        papers.keep(pdf.attendance_html(event))


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
    return notifications.booking_mail(message, message.subject)


@sends(Mail.BOOKINGS_AHEAD, optional={Mail.BOOKINGS_AHEAD}, receipts={Mail.BOOKINGS_AHEAD})
def reminder_mail(message: Message) -> Message.State:
    """Of what is still true when it leaves."""
    rows = Reminder.objects.filter(pk__in=message.parts).still_true(timezone.now())
    rows = rows.select_related("booking__organization", "booking__made_by", "booking__visit__guest")
    rows = rows.prefetch_related("booking__items__bookable")
    ahead = [reminder.booking for reminder in rows if reminder.is_of_its_day]
    return notifications.bookings_ahead(message, ahead)


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
    return notifications.series_mail(message, message.subject, _bookings(message.parts))


@sends(Mail.SERIES_DATE_CHANGED)
def date_mail(message: Message) -> Message.State:
    """Another rhythm may have taken the date out of the series meanwhile, and told so."""
    (booking,) = _bookings(message.parts)
    return notifications.series_date_changed(message, message.subject, booking)


def _bookings(pks: list[int]) -> list[Booking]:
    rows = Booking.objects.filter(pk__in=pks).select_related("organization")
    return list(rows.prefetch_related("items__bookable").order_by("starts_at", "pk"))


def closure_settled(message: Message) -> None:
    """The call list hears what became of it: sent, else somebody has to telephone."""
    for closure_message in ClosureMessage.objects.unheard().filter(pk=message.subject_id or 0):
        if message.state == Message.State.SENT:
            closure_message.mark_sent(at=timezone.now())
        elif closure_message.may_move(ClosureMessage.State.TO_CALL):
            closure_message.leave_to_call()


@sends(Mail.CLOSURE_TOLD, Mail.CENTRE_RESUMED, hears=closure_settled)
def closure_mail(message: Message) -> Message.State:
    """Sent again from the desk's queue, it reaches who was not telephoned meanwhile."""
    for closure_message in ClosureMessage.objects.unheard().whole().filter(pk=message.subject_id or 0):
        return notifications.closure_told(message, closure_message)
    return message.State.WITHDRAWN


@sends(Mail.GUEST_TOLD_OF_CLOSURE, Mail.GUEST_TOLD_OF_RESUMPTION, is_personal=True)
def advice_closure_mail(message: Message) -> Message.State:
    consequence = message.subject
    is_free = bool(free_slots(consequence.booking.visit.topic, timezone.now()))
    return notifications.guest_told_of_closure(message, consequence, is_free=is_free)


REPEATED = (Mail.SEATS_ACCEPTED, Mail.SEATS_GIVEN_UP)
ANSWERS = (Mail.SEATS_GIVEN, Mail.SEATS_LEFT)
sends(Mail.SEATS_LAPSED)(participants.seats_mail)
sends(*ANSWERS, receipts=ANSWERS)(participants.seats_mail)
sends(*REPEATED, optional=REPEATED, receipts=REPEATED)(participants.seats_mail)
sends(Mail.SEATS_OFFERED)(participants.offer_mail)
AHEAD = {Mail.SEATS_AHEAD}
sends(*AHEAD, optional=AHEAD, receipts=AHEAD)(participants.reminder_mail)
sends(Mail.EVENT_MOVED)(participants.moved_mail)
sends(Mail.EVENT_CANCELLED)(participants.cancelled_mail)


@app.periodic(cron="57 3 * * *", periodic_id="forget_handover_names")
@app.task(name="forget_handover_names", queueing_lock="forget_handover_names")
def forget_handover_names(timestamp: int) -> None:
    """Names of those who took and returned keys are kept for a year."""
    Handover.objects.forget_names(timezone.now())


@app.periodic(cron="11 6 * * *", periodic_id="watch_proposals")
@app.task(name="watch_proposals", queueing_lock="watch_proposals")
def watch_proposals(timestamp: int) -> None:
    """Remind of proposals about to end; give up those that stayed unanswered after that."""
    now = timezone.now()
    today = timezone.localdate(now)
    for booking in Booking.objects.to_warn(today):
        booking.warn(at=now)
    for booking in Booking.objects.to_lapse(today):
        booking.lapse(at=now)


@app.periodic(cron="23 * * * *", periodic_id="remind_of_bookings")
@app.task(name="remind_of_bookings", queueing_lock="remind_of_bookings")
def remind_of_bookings(timestamp: int) -> None:
    reminders.remind(timezone.now())


@app.periodic(cron="57 3 * * *", periodic_id="forget_contacts")
@app.task(name="forget_contacts", queueing_lock="forget_contacts")
def forget_contacts(timestamp: int) -> None:
    """What guests needed is kept for a week after the use, who answered for it for ninety days."""
    BookingContact.objects.forget(timezone.localdate())


@app.periodic(cron="47 * * * *", periodic_id="forget_guests")
@app.task(name="forget_guests", queueing_lock="forget_guests")
def forget_guests(timestamp: int) -> None:
    """Erase guests after the Centre's set time, and whoever asked for a code after a day."""
    now = timezone.now()
    Introduction.objects.forget(now)
    Guest.objects.forget(timezone.localdate(now))
    AdviceVisit.objects.forget(timezone.localdate(now))


@app.periodic(cron="*/5 * * * *", periodic_id="move_queues_up")
@app.task(name="move_queues_up", queueing_lock="move_queues_up")
def move_queues_up(timestamp: int) -> None:
    """Found by state: a worker that was down misses nothing."""
    now = timezone.now()
    for event in Event.objects.to_move_up(now):
        event.move_up(at=now)


@app.periodic(cron="51 * * * *", periodic_id="forget_participants")
@app.task(name="forget_participants", queueing_lock="forget_participants")
def forget_participants(timestamp: int) -> None:
    """Names of those who came go when guests do."""
    SeatName.objects.forget(timezone.localdate())

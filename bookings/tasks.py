"""Jobs of the bookings app. They load by id and hand over."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from bookings import notifications, participants, pdf, reminders  # noqa: F401 - mails are known by import.
from bookings.calendars.day_sheet import day_sheet
from bookings.models import (
    AdviceVisit,
    Booking,
    BookingContact,
    Event,
    Guest,
    Handover,
    Introduction,
    SeatName,
)
from jcop.files import papers
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

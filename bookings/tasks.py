"""Jobs of the bookings app. Entry points only: they load by id and hand over."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from bookings import notifications, pdf, reminders
from bookings.day_sheet import day_sheet
from bookings.models import (
    AdviceVisit,
    Booking,
    BookingContact,
    ClosureMessage,
    Consequence,
    Event,
    EventMessage,
    Guest,
    Handover,
    Introduction,
    Reminder,
    Seat,
    SeatName,
    Series,
    SeriesDate,
)
from jcop import papers
from jcop.tasks import UNTIL_DELIVERED


def _booking(pk: int) -> Booking:
    return Booking.objects.select_related("organization", "made_by", "visit__guest").get(pk=pk)


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


@app.task(name="booking_made", queue="mail", retry=UNTIL_DELIVERED)
def booking_made(booking_id: int) -> None:
    notifications.booking_made(_booking(booking_id))


@app.task(name="booking_confirmed", queue="mail", retry=UNTIL_DELIVERED)
def booking_confirmed(booking_id: int) -> None:
    notifications.booking_confirmed(_booking(booking_id))


@app.task(name="booking_refused", queue="mail", retry=UNTIL_DELIVERED)
def booking_refused(booking_id: int) -> None:
    notifications.booking_refused(_booking(booking_id))


@app.task(name="booking_cancelled", queue="mail", retry=UNTIL_DELIVERED)
def booking_cancelled(booking_id: int) -> None:
    notifications.booking_cancelled(_booking(booking_id))


@app.task(name="booking_moved", queue="mail", retry=UNTIL_DELIVERED)
def booking_moved(booking_id: int) -> None:
    notifications.booking_moved(_booking(booking_id))


@app.task(name="booking_proposed", queue="mail", retry=UNTIL_DELIVERED)
def booking_proposed(booking_id: int) -> None:
    notifications.booking_proposed(_booking(booking_id))


@app.task(name="booking_proposal_ends", queue="mail", retry=UNTIL_DELIVERED)
def booking_proposal_ends(booking_id: int) -> None:
    notifications.booking_proposal_ends(_booking(booking_id))


@app.task(name="booking_declined", queue="mail", retry=UNTIL_DELIVERED)
def booking_declined(booking_id: int) -> None:
    notifications.booking_declined(_booking(booking_id))


@app.task(name="booking_lapsed", queue="mail", retry=UNTIL_DELIVERED)
def booking_lapsed(booking_id: int) -> None:
    notifications.booking_lapsed(_booking(booking_id))


def _series(pk: int) -> Series:
    return Series.objects.select_related("organization", "made_by").get(pk=pk)


@app.task(name="series_made", queue="mail", retry=UNTIL_DELIVERED)
def series_made(series_id: int) -> None:
    notifications.series_made(_series(series_id))


@app.task(name="series_confirmed", queue="mail", retry=UNTIL_DELIVERED)
def series_confirmed(series_id: int) -> None:
    notifications.series_confirmed(_series(series_id))


@app.task(name="series_refused", queue="mail", retry=UNTIL_DELIVERED)
def series_refused(series_id: int) -> None:
    notifications.series_refused(_series(series_id))


@app.task(name="series_cancelled", queue="mail", retry=UNTIL_DELIVERED)
def series_cancelled(series_id: int) -> None:
    notifications.series_cancelled(_series(series_id))


@app.task(name="series_moved", queue="mail", retry=UNTIL_DELIVERED)
def series_moved(series_id: int) -> None:
    notifications.series_moved(_series(series_id))


@app.task(name="series_rule_changed", queue="mail", retry=UNTIL_DELIVERED)
def series_rule_changed(series_id: int, freed: list[int]) -> None:
    notifications.series_rule_changed(_series(series_id), _bookings(freed))


@app.task(name="series_date_changed", queue="mail", retry=UNTIL_DELIVERED)
def series_date_changed(date_id: int, number: int, booking_id: int) -> None:
    """Unless another rhythm has taken the date out of the series meanwhile, and told so."""
    rows = SeriesDate.objects.select_related("series__organization", "series__made_by", "booking")
    for date in rows.filter(pk=date_id):
        (booking,) = _bookings([booking_id])
        notifications.series_date_changed(date, number, booking)


def _bookings(pks: list[int]) -> list[Booking]:
    rows = Booking.objects.filter(pk__in=pks).select_related("organization")
    return list(rows.prefetch_related("items__bookable").order_by("starts_at", "pk"))


@app.periodic(cron="57 3 * * *", periodic_id="forget_handover_names")
@app.task(name="forget_handover_names", queueing_lock="forget_handover_names")
def forget_handover_names(timestamp: int) -> None:
    """Names of those who took and returned keys are kept for a year."""
    Handover.objects.forget_names(timezone.now())


@app.task(name="closure_told", queue="mail", retry=UNTIL_DELIVERED)
def closure_told(message_id: int) -> None:
    """Send it unless it is sent: a job that runs again finds the state of the first run."""
    for message in ClosureMessage.objects.whole().filter(pk=message_id, state="waiting"):
        if notifications.closure_told(message):
            message.mark_sent(at=timezone.now())
        else:
            message.leave_to_call()


@app.task(name="guest_told_of_closure", queue="mail", retry=UNTIL_DELIVERED)
def guest_told_of_closure(consequence_id: int) -> None:
    rows = Consequence.objects.select_related("closure", "booking__visit__guest")
    notifications.guest_told_of_closure(rows.get(pk=consequence_id))


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


@app.task(name="bookings_ahead", queue="mail", retry=UNTIL_DELIVERED)
def bookings_ahead(reminder_ids: list[int]) -> None:
    """One mail for the reminders of one organisation, of what is still true when it leaves."""
    rows = Reminder.objects.filter(pk__in=reminder_ids).still_true(timezone.now())
    rows = rows.select_related("booking__organization", "booking__made_by", "booking__visit__guest")
    found = [
        reminder.booking
        for reminder in rows.prefetch_related("booking__items__bookable")
        if reminder.is_of_its_day
    ]
    if found and found[0].organization is None:
        notifications.visit_ahead(found[0])
    elif found and found[0].organization:
        notifications.bookings_ahead(found[0].organization, found, f"bookings_ahead.{reminder_ids[-1]}")


@app.periodic(cron="57 3 * * *", periodic_id="forget_contacts")
@app.task(name="forget_contacts", queueing_lock="forget_contacts")
def forget_contacts(timestamp: int) -> None:
    """What guests needed is kept for a week after the use, who answered for it for ninety days."""
    BookingContact.objects.forget(timezone.localdate())


@app.task(name="guest_code", queue="mail", retry=UNTIL_DELIVERED)
def guest_code(introduction_id: int, code: str) -> None:
    """The row keeps a hash only, so the code itself travels with the job, which ends with the sending."""
    for introduction in Introduction.objects.filter(pk=introduction_id):
        notifications.guest_code(introduction, code)


@app.periodic(cron="47 * * * *", periodic_id="forget_guests")
@app.task(name="forget_guests", queueing_lock="forget_guests")
def forget_guests(timestamp: int) -> None:
    """Erase guests after the Centre's set time, and whoever asked for a code after a day."""
    now = timezone.now()
    Introduction.objects.forget(now)
    Guest.objects.forget(timezone.localdate(now))
    AdviceVisit.objects.forget(timezone.localdate(now))


def _seats(keys: list[int]) -> list[Seat]:
    rows = Seat.objects.filter(pk__in=keys).in_line()
    rows = rows.select_related("event", "organization", "guest", "signed_up_by", "person")
    return list(rows.prefetch_related("event__dates__booking__items__bookable"))


@app.task(name="seats_given", queue="mail", retry=UNTIL_DELIVERED)
def seats_given(seat_ids: list[int]) -> None:
    if seats := _seats(seat_ids):
        notifications.seats_given(seats)


@app.task(name="seats_offered", queue="mail", retry=UNTIL_DELIVERED)
def seats_offered(seat_ids: list[int]) -> None:
    """Of what is still offered: nobody is asked what they have answered, or can answer no more."""
    now = timezone.now()
    if seats := [seat for seat in _seats(seat_ids) if seat.standing(now) == Seat.State.OFFERED]:
        notifications.seats_offered(seats)


@app.task(name="seats_lapsed", queue="mail", retry=UNTIL_DELIVERED)
def seats_lapsed(seat_ids: list[int]) -> None:
    if seats := _seats(seat_ids):
        notifications.seats_lapsed(seats)


@app.task(name="event_told", queue="mail", retry=UNTIL_DELIVERED)
def event_told(message_id: int) -> None:
    """Unless it is sent, or a later change has a message of its own, which tells everything."""
    rows = EventMessage.objects.filter(pk=message_id, sent_at=None)
    for message in rows.select_related("event", "organization", "guest"):
        if not message.is_outdated:
            notifications.event_told(message)
            message.mark_sent(timezone.now())


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
    """Names of those whom organisations sent go when those of guests do."""
    SeatName.objects.forget(timezone.localdate())

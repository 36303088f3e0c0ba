"""Places at an event: who gets one, who waits, who is next."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.calendars.programme import shown
from bookings.models import Event, Seat, SeatName
from bookings.tasks import move_queues_up
from jcop.models import Centre
from jcop.moves import IllegalMove
from tests.bookings.advising import make_visit
from tests.factories import (
    make_event,
    make_guest,
    make_organization,
    make_room,
    make_user,
    moment,
    next_monday,
    occasion,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def refusal(told: str | None = None):
    return pytest.raises(ValidationError, match=told)


def sign_up(event: Event, persons: int = 1, **options: object) -> list[Seat]:
    options = options or {"organization": make_organization()}
    return event.sign_up(**{"names": [""] * persons} | options)


def standing(event: Event) -> list[tuple[str, int | None, int | None]]:
    """State, place and number in the queue of every seat, in the order of signing up."""
    return list(event.all_seats.order_by("pk").values_list("state", "place_no", "queue_no"))


def full(*, waiting: int, capacity: int = 1, **options: object) -> tuple[Event, list[Seat]]:
    """An event whose places are taken, with so many persons waiting; the seats in their order."""
    event = make_event(capacity=capacity, **options)
    return event, [sign_up(event)[0] for _ in range(capacity + waiting)]


def test_places_are_given_while_there_are_any_and_then_turns():
    event = make_event(capacity=2)

    for _ in range(4):
        sign_up(event)

    assert standing(event) == [
        ("taken", 1, None),
        ("taken", 2, None),
        ("waiting", None, 1),
        ("waiting", None, 2),
    ]


def test_persons_of_one_organisation_who_do_not_fit_wait():
    event = make_event(capacity=2)

    seats = sign_up(event, 2, organization=make_organization())
    more = event.sign_up(organization=make_organization(), names=["Anna Próbna", "Jan Próbny"])

    assert [seat.state for seat in seats + more] == ["taken", "taken", "waiting", "waiting"]
    assert list(SeatName.objects.order_by("pk").values_list("name", flat=True)) == [
        "Anna Próbna",
        "Jan Próbny",
    ]


def test_the_same_form_twice_gives_the_same_seats():
    event, organization = make_event(), make_organization()
    first = sign_up(event, 2, organization=organization)

    again = sign_up(event, 2, organization=organization, form_key=first[0].form_key)

    assert again == first
    assert event.all_seats.count() == 2


def test_of_one_organisation_come_no_more_than_the_event_lets():
    event, organization = make_event(capacity=9, per_organization=2), make_organization()
    sign_up(event, organization=organization)

    with refusal("najwyżej 2 os. Zgłoszono już: 1.") as refused:
        sign_up(event, 2, organization=organization)

    assert list(refused.value.error_dict) == ["persons"]
    assert event.all_seats.count() == 1


def test_of_one_address_each_person_has_a_place_and_a_name_of_their_own():
    event, guest = make_event(capacity=5), make_guest()
    sign_up(event, guest=guest, names=["Anna Próbna"])

    sign_up(event, guest=guest, names=["Jan Próbny", "Ewa Próbna"])

    assert [seat.name for seat in event.all_seats.on_list(event.made_at)] == [
        "Anna Próbna",
        "Jan Próbny",
        "Ewa Próbna",
    ]


def test_of_one_address_no_more_sign_up_than_the_centre_lets():
    Centre.objects.update(guest_persons=2)
    event, guest = make_event(capacity=5), make_guest()
    (seat,) = sign_up(event, guest=guest)

    with refusal("najwyżej 2 os. Zapisano już: 1"):
        sign_up(event, guest=guest, names=["Jan Próbny", "Ewa Próbna"])
    sign_up(event, guest=guest)
    with pytest.raises(IntegrityError, match="as many as may come"), transaction.atomic():
        Seat.objects.create(
            event=event, capacity=5, guest=guest, state="taken", place_no=5, signed_up_at=seat.signed_up_at
        )

    assert event.all_seats.count() == 2


def test_who_is_erased_has_no_name_left():
    event, guest = make_event(), make_guest()
    sign_up(event, guest=guest, names=["Anna Próbna"])
    visit = make_visit(guest=guest)

    guest.delete()

    visit.refresh_from_db()
    assert (SeatName.objects.count(), visit.name) == (0, "")


def test_a_person_is_written_once_in_a_sign_up():
    with refusal("wpisano dwa razy"):
        sign_up(make_event(capacity=5), guest=make_guest(), names=["Anna Próbna", "anna próbna"])


def test_a_person_is_signed_up_once_and_their_guest_is_kept_until_after_the_event():
    event, guest = make_event(capacity=5), make_guest()
    (seat,) = sign_up(event, guest=guest, names=["Anna Próbna"])

    with refusal("jest już zapisana"):
        sign_up(event, guest=guest, names=["anna próbna"])
    seat.cancel()
    (again,) = sign_up(event, guest=guest, names=["Anna Próbna"])

    guest.refresh_from_db()
    assert again.state == "taken"
    assert guest.purge_on > timezone.localdate(event.ends_at)


def test_a_guest_is_kept_longer_when_the_event_moves():
    event, guest = make_event(), make_guest()
    sign_up(event, guest=guest)
    later = event.starts_at + timedelta(days=20)

    event.move_date(event.dates.get(), occasion(make_room(), later))

    guest.refresh_from_db()
    assert guest.purge_on == timezone.localdate(later) + timedelta(days=30)


@pytest.mark.parametrize(
    ("audience", "whose", "told"),
    [
        ("organizations", make_guest, "dla organizacji"),
        ("residents", make_organization, "dla mieszkańców"),
    ],
)
def test_an_event_is_for_whom_it_says(audience: str, whose, told: str):
    event = make_event(audience=audience)

    with refusal(told):
        sign_up(event, **{"guest" if whose is make_guest else "organization": whose()})


def test_nobody_signs_up_before_after_or_for_what_takes_no_sign_up():
    event = make_event()
    opens, closes = event.signup_opens_at, event.signup_closes_at

    with refusal("Zapisy zaczynają się"):
        sign_up(event, organization=make_organization(), at=opens - HOUR)
    event.set_places(
        capacity=3, signup_opens_at=opens, signup_closes_at=closes - HOUR, per_organization=3, offer_hours=1
    )
    with refusal("Zapisy skończyły się"):
        sign_up(event, organization=make_organization(), at=closes - HOUR)
    with refusal("już się zaczęło"):
        sign_up(event, organization=make_organization(), at=event.starts_at)
    with refusal("wstęp jest wolny"):
        sign_up(make_event(capacity=None))
    with refusal("nie można się zapisać"):
        sign_up(make_event(published=False))
    event.cancel(reason="choroba")
    with refusal("odwołane"):
        sign_up(event)


def test_a_suspended_organisation_signs_nobody_up():
    organization = make_organization(verified=True)
    organization.suspend(reason="wyjaśnienia")

    with refusal("zawieszona"):
        sign_up(make_event(), organization=organization)


def test_a_place_given_up_is_offered_to_who_waits_first_and_held_until_the_answer():
    event, (taken, first, second) = full(waiting=2)
    now = timezone.now()

    taken.cancel(at=now)
    late, _ = sign_up(event)[0], first.refresh_from_db()

    assert (first.state, first.place_no, first.offered_until) == ("offered", 1, now + 48 * HOUR)
    assert standing(event) == [
        ("cancelled", None, None),
        ("offered", 1, 1),
        ("waiting", None, 2),
        ("waiting", None, 3),
    ]
    assert (second.queue_no, late.queue_no) == (2, 3)
    first.accept()
    assert standing(event)[1] == ("taken", 1, 1)


def test_whoever_declines_lets_the_next_one_have_it():
    _, (taken, first, second) = full(waiting=2)
    taken.cancel()

    first.cancel()

    second.refresh_from_db()
    assert second.state == "offered"


def test_near_the_event_there_is_less_time_to_answer_and_at_last_none():
    event, seats = full(waiting=3, capacity=2)
    first, second, third, _, _ = seats

    first.cancel(at=event.starts_at - 10 * HOUR)
    third.refresh_from_db()
    second.cancel(at=event.starts_at - HOUR)

    assert third.offered_until == event.starts_at - 5 * HOUR
    assert standing(event)[3:] == [("waiting", None, 2), ("waiting", None, 3)]


def test_an_offer_that_nobody_answered_goes_to_the_next_when_the_job_runs(clock):
    event, (taken, first, _) = full(waiting=2)
    taken.cancel()
    first.refresh_from_db()

    clock(first.offered_until - HOUR)
    move_queues_up(0)
    before = standing(event)[1:]
    clock(first.offered_until)
    move_queues_up(0)

    assert before == [("offered", 1, 1), ("waiting", None, 2)]
    assert standing(event)[1:] == [("lapsed", None, 1), ("offered", 1, 2)]


def test_a_worker_that_was_down_for_days_moves_the_queue_as_it_stands_then(clock):
    """Nobody answered and no job ran: no offer is good meanwhile, and the next run goes on from there."""
    event, (taken, first, second, third) = full(
        waiting=3, starts_at=moment(next_monday() + timedelta(days=28), 10)
    )
    taken.cancel()
    first.refresh_from_db()
    days_later = first.offered_until + timedelta(days=5)

    clock(days_later)
    while_down = first.standing(days_later)
    with refusal("Czas na odpowiedź minął"):
        first.accept()
    move_queues_up(0)
    second.refresh_from_db()

    assert while_down == "lapsed"
    assert second.offered_until == days_later + 48 * HOUR
    assert standing(event)[1:] == [("lapsed", None, 1), ("offered", 1, 2), ("waiting", None, 3)]
    clock(second.offered_until + HOUR)
    move_queues_up(0)
    third.refresh_from_db()
    assert third.state == "offered"


def test_whoever_signs_up_after_an_offer_lapsed_does_not_pass_who_waits(clock):
    """The worker is down: signing up itself takes the late offer back and makes the next one."""
    event, (taken, first, _) = full(waiting=2)
    taken.cancel()
    first.refresh_from_db()

    clock(first.offered_until)
    (newcomer,) = sign_up(event)

    assert newcomer.state == "waiting"
    assert standing(event)[1:3] == [("lapsed", None, 1), ("offered", 1, 2)]


def test_in_the_last_hours_a_free_place_is_for_whoever_takes_it_first():
    event, (one, other, _, waits) = full(waiting=2, capacity=2)
    soon = event.starts_at - HOUR
    with refusal("po kolei"):
        waits.accept()
    for seat in (one, other):
        seat.cancel(at=soon)

    (newcomer,) = sign_up(event, organization=make_organization(), at=soon)
    waits.accept(at=soon)
    (late,) = sign_up(event, organization=make_organization(), at=soon)

    assert (newcomer.state, late.state) == ("taken", "waiting")
    assert standing(event)[2:] == [
        ("waiting", None, 1),
        ("taken", 2, 2),
        ("taken", 1, None),
        ("waiting", None, 3),
    ]
    with refusal("Nie ma już wolnych miejsc"):
        late.accept(at=soon)


def test_the_last_hours_are_seen_before_anybody_signs_up():
    event, (taken, _) = full(waiting=1)
    soon = event.starts_at - HOUR
    taken.cancel(at=soon)

    found = {
        at: (one.free, one.event.is_free_at_once(at), one.places)
        for at in (soon, event.starts_at - 3 * HOUR)
        for one in shown(Event.objects.filter(pk=event.pk), at)
    }

    assert found == {
        soon: (1, True, "1\xa0wolne miejsce z\xa01"),
        event.starts_at - 3 * HOUR: (
            0,
            False,
            "Brak wolnych miejsc: można zapisać się na listę oczekujących",
        ),
    }
    assert list(Event.objects.to_move_up(soon)) == []


def test_an_answer_is_given_once():
    _, (taken, first) = full(waiting=1)
    taken.cancel()
    first.accept()

    with pytest.raises(IllegalMove):
        first.accept()
    first.cancel()
    with pytest.raises(IllegalMove):
        first.cancel()


def test_what_has_begun_is_not_given_up_any_more():
    event, (taken,) = full(waiting=0)

    with refusal("już się zaczęło"):
        taken.cancel(at=event.starts_at)


def test_more_places_go_to_who_waits():
    event, _ = full(waiting=3)

    set_places(event, 3)

    assert [state for state, *_ in standing(event)] == ["taken", "offered", "offered", "waiting"]


def set_places(event: Event, capacity: int | None) -> None:
    event.set_places(
        capacity=capacity,
        signup_opens_at=event.signup_opens_at if capacity else None,
        signup_closes_at=event.signup_closes_at if capacity else None,
        per_organization=3,
        offer_hours=48,
    )


def test_an_event_becomes_free_entry_when_everybody_has_given_up_and_takes_sign_ups_again():
    event = make_event(capacity=2)
    opens, closes = event.signup_opens_at, event.signup_closes_at
    sign_up(event)[0].cancel()

    set_places(event, None)
    event.signup_opens_at, event.signup_closes_at = opens, closes
    set_places(event, 1)
    sign_up(event)

    assert standing(event) == [("cancelled", None, None), ("taken", 1, None)]
    assert event.all_seats.filter(capacity=None).count() == 1


def test_fewer_places_than_are_taken_are_refused_in_a_sentence():
    event, _ = full(waiting=0, capacity=3)

    with refusal("Zajętych miejsc jest już 3") as refused:
        set_places(event, 2)
    assert list(refused.value.error_dict) == ["capacity"]
    event.refresh_from_db()
    assert event.capacity == 3


def test_fewer_places_move_those_who_sit_beyond_the_last_one():
    event, (first, *_) = full(waiting=0, capacity=3)
    first.cancel()

    set_places(event, 2)

    assert standing(event)[1:] == [("taken", 2, None), ("taken", 1, None)]
    assert set(event.all_seats.values_list("capacity", flat=True)) == {2}


def test_attendance_is_noted_from_the_beginning_on():
    event, (came, _) = full(waiting=0, capacity=2)

    with refusal("jeszcze się nie zaczęło"):
        event.note_attendance([came.pk])
    event.note_attendance([came.pk], at=event.starts_at)

    assert list(event.all_seats.order_by("pk").values_list("attended", flat=True)) == [True, False]
    assert not Event.objects.to_attend(event.ends_at).exists()


def test_names_of_participants_are_gone_after_the_set_time():
    event = make_event()
    event.sign_up(organization=make_organization(), names=["Anna Próbna"], by=make_user())
    last = timezone.localdate(event.ends_at) + timedelta(days=30)

    kept = SeatName.objects.forget(last - timedelta(days=1))
    gone = SeatName.objects.forget(last)

    assert (kept, gone) == (0, 1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """`clock(moment)` sets the time that the portal reads."""

    def set_time(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return set_time

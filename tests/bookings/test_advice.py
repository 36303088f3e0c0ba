"""A talk with an adviser: by right for organisations, by exception for founders, and for nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import AdviceVisit, Allocation, Booking, Guest, Topic
from bookings.models.places import ADVISER_TAKEN
from bookings.search.slots import free_slots, nearest_by_topic
from bookings.tasks import forget_guests
from jcop.models import Centre, HouseRules
from tests.bookings.advising import (
    make_adviser,
    make_guest,
    open_centre,
    over,
)
from tests.bookings.test_contacts import everywhere
from tests.bookings.test_guards import guard_against
from tests.bookings.test_race import race
from tests.bookings.walking import make_advice, make_visit
from tests.factories import make_agreement, make_user, moment

pytestmark = pytest.mark.django_db
State = Booking.State


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    return refusal.value.messages[0]


def test_a_founder_needs_neither_organisation_nor_agreement():
    monday = open_centre()

    visit = make_visit(starts_at=moment(monday, 10))

    booking = visit.booking
    assert (booking.organization, booking.agreement, booking.kind) == (None, None, "advice")
    assert (booking.state, visit.topic) == (State.CONFIRMED, Topic.ASSOCIATION)
    assert Allocation.objects.filter(booking=booking).count() == 1


def test_an_adviser_whom_the_worker_answers_for_is_asked_first():
    monday = open_centre()

    visit = make_visit(adviser=make_adviser(confirmed_by="worker"), starts_at=moment(monday, 10))

    assert visit.booking.state == State.REQUESTED


def test_an_organisation_books_by_its_agreement():
    monday = open_centre()

    booking = make_advice(starts_at=moment(monday, 11))

    assert (booking.state, booking.visit.topic, booking.visit.guest) == (State.CONFIRMED, Topic.LAW, None)
    assert booking.agreement.organization == booking.organization


def test_an_agreement_without_advice_gives_no_talk():
    monday = open_centre()
    agreement = make_agreement(services=("sala",))

    told = refused(make_advice, agreement=agreement, starts_at=moment(monday, 10))

    assert told == "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji."


@pytest.mark.parametrize("topic", [Topic.RUNNING, Topic.LAW])
def test_the_exception_is_for_founding_only(topic: str):
    monday = open_centre()
    adviser = make_adviser((topic,))

    told = refused(
        Booking.advise,
        guest=make_guest(),
        name="Jan",
        bookable=adviser,
        starts_at=moment(monday, 10),
        topic=topic,
    )

    assert told.startswith("Bez porozumienia doradzamy tylko osobom, które zakładają organizację.")


def test_an_adviser_is_asked_about_their_own_topics_only():
    monday = open_centre()
    adviser = make_adviser((Topic.FOUNDATION,))

    told = refused(make_visit, adviser=adviser, starts_at=moment(monday, 10))

    assert told == "Ten doradca nie doradza w tej sprawie. Proszę wybrać inny termin."


def test_a_founder_has_one_open_talk_and_may_have_another_after_it():
    monday = open_centre()
    adviser, guest = make_adviser(), make_guest()
    first = make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 10))

    told = refused(make_visit, adviser=adviser, guest=guest, starts_at=moment(monday, 12))

    assert told.startswith("Mają Państwo już umówioną rozmowę: ")
    assert told.endswith("Można ją przenieść albo odwołać odnośnikiem z wiadomości, którą wysłaliśmy.")
    first.booking.cancel(by_organization=True)
    assert make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 12)).booking.holds


def test_the_same_form_twice_is_one_talk():
    monday = open_centre()
    adviser, guest, key = make_adviser(), make_guest(), "5f0c7f0e-1111-4222-8333-444455556666"

    made = [
        make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 10), form_key=key) for _ in range(2)
    ]

    assert made[0] == made[1]


def test_one_adviser_talks_with_one_party_at_a_time():
    monday = open_centre()
    adviser = make_adviser()
    make_visit(adviser=adviser, starts_at=moment(monday, 10))

    assert refused(make_advice, adviser=adviser, starts_at=moment(monday, 10)) == ADVISER_TAKEN


def test_house_rules_let_one_representative_in():
    monday = open_centre()
    rules = HouseRules.objects.create(title="Zasady", body="-", valid_from=timezone.localdate())
    rules.limits.create(use="advice", persons=1)

    told = refused(make_visit, starts_at=moment(monday, 10), persons=2)

    assert told == "Zasady w Centrum („Zasady”) dopuszczają w tym dniu najwyżej osób: 1."


def test_more_persons_than_the_adviser_has_chairs_for_are_refused():
    monday = open_centre()

    told = refused(make_visit, starts_at=moment(monday, 10), persons=3)

    assert told == "Na rozmowę z doradcą może przyjść najwyżej osób: 2."


def test_free_talks_are_the_advisers_hours_cut_into_their_length():
    monday = open_centre()
    adviser = make_adviser()
    make_visit(adviser=adviser, starts_at=moment(monday, 11))

    found = [slot for slot in free_slots(Topic.LAW, timezone.now()) if slot.day == monday]

    assert [f"{timezone.localtime(slot.starts_at):%H:%M}" for slot in found] == ["10:00", "12:00", "13:00"]


def test_pauses_of_an_adviser_stay_free():
    monday = open_centre()
    make_adviser(slot_minutes=45, minutes_after=15)

    found = [slot for slot in free_slots(Topic.LAW, timezone.now()) if slot.day == monday]

    hours = [
        f"{timezone.localtime(slot.starts_at):%H:%M}–{timezone.localtime(slot.ends_at):%H:%M}"
        for slot in found
    ]
    assert hours == ["10:00–10:45", "11:00–11:45", "12:00–12:45", "13:00–13:45"]


def test_two_advisers_at_one_hour_are_one_time_until_both_are_taken():
    monday = open_centre()
    first, second = make_adviser(), make_adviser()

    def at_ten() -> int:
        found = free_slots(Topic.LAW, timezone.now())
        return sum(slot.starts_at == moment(monday, 10) for slot in found)

    assert at_ten() == 1
    make_visit(adviser=first, starts_at=moment(monday, 10))
    assert at_ten() == 1
    make_visit(adviser=second, starts_at=moment(monday, 10))
    assert at_ten() == 0


@pytest.mark.parametrize("advisers", [1, 3])
def test_finding_talks_costs_the_same_for_one_adviser_as_for_three(advisers: int, django_assert_num_queries):
    open_centre()
    for _ in range(advisers):
        make_adviser()

    with django_assert_num_queries(8):
        nearest_by_topic(list(Topic), timezone.now())


def test_a_talk_is_moved_to_another_free_time_and_the_old_one_is_free():
    monday = open_centre()
    adviser = make_adviser()
    booking = make_visit(adviser=adviser, starts_at=moment(monday, 10)).booking

    booking.move_advice(bookable=adviser, starts_at=moment(monday, 12))

    assert (booking.starts_at, booking.sequence) == (moment(monday, 12), 1)
    assert make_visit(adviser=adviser, starts_at=moment(monday, 10)).booking.holds


def test_a_talk_that_the_worker_confirmed_waits_again_after_a_move():
    monday = open_centre()
    adviser = make_adviser(confirmed_by="worker")
    booking = make_advice(adviser=adviser, starts_at=moment(monday, 10)).confirm()

    booking.move_advice(bookable=adviser, starts_at=moment(monday, 12))

    assert booking.state == State.REQUESTED


def test_after_the_cut_off_a_move_takes_a_call():
    monday = open_centre()
    adviser = make_adviser()
    booking = make_visit(adviser=adviser, starts_at=moment(monday, 10)).booking

    told = refused(booking.move_advice, bookable=adviser, starts_at=moment(monday, 12), at=moment(monday, 9))

    assert told.startswith("Tę rezerwację można było przenieść w portalu do ")
    assert told.endswith("Teraz proszę zadzwonić do Centrum: 32 47 19 555.")


def test_a_founder_accepts_the_time_that_the_office_proposes():
    monday = open_centre()
    booking = make_visit(starts_at=moment(monday, 10)).booking

    booking.visit.propose(starts_at=moment(monday, 13), answer_until=timezone.localdate() + timedelta(days=2))
    booking.refresh_from_db()
    assert booking.state == State.PROPOSED
    booking.accept()

    assert (booking.state, booking.ends_at) == (State.CONFIRMED, moment(monday, 14))


def test_the_card_says_what_was_advised_and_may_be_corrected():
    open_centre()
    visit, adviser = over(make_visit()), make_user(groups=("Doradca",))

    visit.record(by=adviser, persons_came=1, content="Omówiono statut.", follow_up="Projekt statutu.")
    visit.record(by=adviser, persons_came=2, content="Omówiono statut i KRS.")

    visit = AdviceVisit.objects.select_related("booking").get(pk=visit.pk)
    assert (visit.booking.state, visit.booking.persons_came) == (State.TOOK_PLACE, 2)
    assert (visit.content, visit.follow_up, visit.recorded_by) == ("Omówiono statut i KRS.", "", adviser)


def test_no_card_before_the_visit():
    monday = open_centre()
    visit = make_visit(starts_at=moment(monday, 10))

    told = refused(visit.record, by=None, persons_came=1, content="Omówiono statut.")

    assert told == "Tej rezerwacji jeszcze nie było: zaczyna się później."


def test_a_founder_is_gone_everywhere_after_the_set_time_and_the_card_stays(run_jobs):
    open_centre()
    guest = make_guest("wyciek@example.org")
    visit = over(make_visit(guest=guest, name="Felicja Wyciekła", about="wyciek sprawy"), days_ago=31)
    visit.record(by=None, persons_came=1, content="Omówiono statut.")
    run_jobs()
    Guest.objects.update(purge_on=timezone.localdate())
    assert "wyciek" in everywhere()

    forget_guests(0)

    text = everywhere()
    assert ("Wyciekła" in text, "wyciek" in text) == (False, False)
    visit = AdviceVisit.objects.get()
    assert (visit.content, visit.party) == (
        "Omówiono statut.",
        "osoba zakładająca organizację (dane usunięte)",
    )


def test_a_founder_is_kept_until_the_set_time_after_the_talk():
    monday = open_centre()
    Centre.objects.update(guest_days=10)

    visit = make_visit(starts_at=moment(monday, 10))

    visit.guest.refresh_from_db()
    assert visit.guest.purge_on == monday + timedelta(days=10)


def test_what_an_organisation_wrote_goes_in_the_same_time_too():
    open_centre()
    old = over(make_advice(about="sprawa wyciek").visit, days_ago=32)
    young = over(make_advice(about="sprawa świeża").visit, days_ago=5)

    forget_guests(0)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.about, young.about) == ("", "sprawa świeża")


def advice_of_nobody(visit: AdviceVisit) -> None:
    span = {"starts_at": visit.booking.starts_at, "ends_at": visit.booking.ends_at}
    Booking.objects.create(kind="advice", purpose="other", state="cancelled", **span)


def guest_beside_an_organisation(visit: AdviceVisit) -> None:
    booking = make_advice(starts_at=visit.booking.starts_at)
    booking.visit.delete()
    AdviceVisit.objects.create(booking=booking, guest=make_guest(), topic=Topic.ASSOCIATION)


@pytest.mark.parametrize(
    ("act", "guard"),
    [
        (advice_of_nobody, "advice_is_somebodys"),
        (guest_beside_an_organisation, "advice_visit_of_one_party"),
    ],
)
def test_postgresql_refuses_advice_of_nobody_and_of_two_parties(act, guard: str):
    monday = open_centre()
    visit = make_visit(starts_at=moment(monday, 10))

    assert guard_against(lambda: act(visit)) == guard


@pytest.mark.django_db(transaction=True)
def test_one_slot_has_one_founder_or_one_organisation():
    monday = open_centre()
    adviser = make_adviser()
    agreements = [make_agreement(services=("doradztwo",)) for _ in range(6)]
    guests = [make_guest() for _ in range(6)]
    starts_at = moment(monday, 10)

    def act(n: int) -> object:
        if n % 2:
            return make_advice(adviser=adviser, agreement=agreements[n // 2], starts_at=starts_at)
        return make_visit(adviser=adviser, guest=guests[n // 2], starts_at=starts_at).booking

    results = race(act, rivals=12)

    assert sum(isinstance(result, Booking) for result in results) == 1
    assert {str(result.messages[0]) for result in results if isinstance(result, ValidationError)} == {
        ADVISER_TAKEN
    }


@pytest.mark.django_db(transaction=True)
def test_one_founder_gets_one_of_many_talks_asked_for_at_once():
    monday = open_centre()
    guest, adviser = make_guest(), make_adviser()

    results = race(
        lambda n: make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 10 + n)), rivals=4
    )

    assert sum(isinstance(result, AdviceVisit) for result in results) == 1
    assert AdviceVisit.objects.count() == 1

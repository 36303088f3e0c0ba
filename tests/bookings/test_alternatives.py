"""A refusal of the number of persons or of the length names what would do, as one of the time does."""

import pytest
from django.test import Client

from agreements.models import Agreement
from bookings.models import Bookable, Booking
from jcop.models import Centre, HouseRules, PersonsLimit
from tests.bookings.duties import HELP, make_desk
from tests.bookings.test_views import a_day, filled, path
from tests.factories import make_agreement, make_booking, make_hours, make_room, make_things, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement(services=("sala", "sprzet-i-internet", "dyzury"))


@pytest.fixture
def keeper(as_user, agreement: Agreement) -> Client:
    return as_user(agreement.organization.registered_by)


@pytest.fixture
def page(agreement: Agreement) -> str:
    return path(agreement.organization, "nowa/")


def offered(answer) -> list[tuple[str, int]]:
    """The places of the offers, and how many hours after the wanted beginning (10:00) they start."""
    wanted = moment(a_day(), 10)
    return [
        (free.bookable.name, round((free.starts_at - wanted).total_seconds() / 3600))
        for free in answer.context["instead"]
    ]


class TestTooManyPersons:
    def test_the_smallest_room_that_holds_all_is_offered_at_that_very_time(self, keeper, page: str):
        room = make_room("Sala mała", capacity=10)
        make_room("Sala wielka", capacity=80)
        make_room("Sala średnia", capacity=30)

        answer = keeper.post(page, filled(room, persons=20))

        assert answer.context["form"].errors == {"persons": ["Sala mała mieści najwyżej 10 osób."]}
        assert {place for place, hours in offered(answer) if hours == 0} == {"Sala średnia", "Sala wielka"}
        assert "Sala średnia:" in answer.content.decode()
        assert "Szkolenie „Łąka”" in answer.content.decode(), "the rest of the form is kept"

    def test_a_bigger_room_that_is_taken_is_offered_at_its_nearest_hour(self, keeper, page: str):
        room, big = make_room(capacity=10), make_room("Sala wielka", capacity=80)
        make_booking(room=big, starts_at=moment(a_day(), 10), hours=2)

        answer = keeper.post(page, filled(room, persons=20))

        assert ("Sala wielka", 0) not in offered(answer)
        assert ("Sala wielka", -2) in offered(answer)

    def test_a_bigger_room_is_offered_only_when_the_laptops_are_free_too(self, keeper, page: str):
        room, laptops = make_room(capacity=10), make_things(1)
        make_room("Sala wielka", capacity=80)
        make_booking(room=laptops, starts_at=moment(a_day(), 10), hours=2)

        answer = keeper.post(page, filled(room, persons=20, **{f"extra_{laptops.pk}": 1}))

        assert offered(answer)
        assert ("Sala wielka", 0) not in offered(answer)

    def test_where_no_room_is_big_enough_nothing_is_offered(self, keeper, page: str):
        answer = keeper.post(page, filled(make_room(capacity=10), persons=500))

        assert list(answer.context["form"].errors) == ["persons"]
        assert offered(answer) == []

    def test_a_day_on_which_the_rules_let_more_in_is_offered(self, keeper, page: str):
        room, day = make_room("Sala", capacity=50), a_day()
        rules = HouseRules.objects.create(title="Remont", body="x", valid_from=day, valid_until=day)
        PersonsLimit.objects.create(rules=rules, use="room", persons=5)
        given = keeper.get(page).context["form"].fields.get("accepted")
        accepted = {"accepted": [value for value, _ in given.choices]} if given else {}

        answer = keeper.post(page, filled(room, persons=20, **accepted))

        assert list(answer.context["form"].errors) == ["persons"]
        assert offered(answer)
        assert day not in {free.starts_at.date() for free in answer.context["instead"]}

    def test_a_bigger_place_is_offered_for_a_duty(self, keeper, agreement: Agreement):
        desk, room = make_desk(capacity=2), make_room("Sala dyżurów", serves_duties=True)
        form = filled(desk, persons=6, public_title=HELP)

        answer = keeper.post(f"/panel/{agreement.organization.key}/dyzury/nowy/", form)

        assert list(answer.context["form"].errors) == ["persons"]
        assert (room.name, 0) in offered(answer)

    def test_when_no_place_is_big_enough_the_largest_and_the_telephone_are_told(self, keeper, page: str):
        room = make_room("Sala mała", capacity=10)
        make_room("Sala Złota", capacity=80)
        make_room("Sala Łąka", capacity=80)
        make_desk(capacity=200)
        Bookable.objects.filter(pk=make_room("Dawna hala", capacity=500).pk).update(is_active=False)

        answer = keeper.post(page, filled(room, persons=81))

        told = (
            "Dla tylu osób Centrum nie ma miejsca: najwięcej miejsc (80) ma Sala Łąka albo Sala Złota."
            " W sprawie większego spotkania proszę zadzwonić do Centrum: 32\xa047\xa019\xa0555."
        )
        assert answer.context["form"].errors == {"persons": [told]}
        assert answer.context["instead"] == []
        assert "Szkolenie „Łąka”" in answer.content.decode(), "the rest of the form is kept"

    def test_of_duties_the_largest_place_for_duties_is_told(self, keeper, agreement: Agreement):
        make_room(capacity=80)
        make_room("Sala dyżurów", capacity=6, serves_duties=True)
        desk = make_desk(capacity=2)
        form = filled(desk, persons=7, public_title=HELP)

        answer = keeper.post(f"/panel/{agreement.organization.key}/dyzury/nowy/", form)

        (told,) = answer.context["form"].errors["persons"]
        assert "najwięcej miejsc (6) ma Sala dyżurów." in told

    def test_the_telephone_is_the_centres(self, keeper, page: str):
        Centre.objects.update(phone="32 47 19 000")

        answer = keeper.post(page, filled(make_room(capacity=10), persons=11))

        assert "proszę zadzwonić do Centrum: 32 47 19 000." in answer.content.decode()


class TestTooLong:
    def test_the_longest_that_is_allowed_is_offered(self, keeper, page: str):
        Centre.objects.update(longest_hours=3)

        answer = keeper.post(page, filled(make_room("Sala"), starts_at="10:00", ends_at="16:00"))

        first = answer.context["instead"][0]
        assert list(answer.context["form"].errors) == ["ends_at"]
        assert ("Sala", 0) in offered(answer)
        assert (first.ends_at - first.starts_at).total_seconds() == 3 * 3600

    def test_more_than_the_week_allows_is_offered_as_long_as_the_week_is(self, keeper, page: str):
        Centre.objects.update(longest_hours=8, weekly_hours=2)

        answer = keeper.post(page, filled(make_room("Sala"), starts_at="10:00", ends_at="16:00"))

        first = answer.context["instead"][0]
        assert list(answer.context["form"].errors) == ["ends_at"]
        assert (first.ends_at - first.starts_at).total_seconds() == 2 * 3600

    def test_what_is_offered_is_accepted(self, keeper, page: str):
        Centre.objects.update(longest_hours=3)
        form = filled(make_room(), starts_at="10:00", ends_at="16:00")
        offers = keeper.post(page, form).context["instead"]

        keeper.post(page, form | {"ends_at": "13:00"})

        booked = Booking.objects.get()
        assert (booked.starts_at, booked.ends_at) in [(free.starts_at, free.ends_at) for free in offers]

"""An organisation's duty: asked for, confirmed or moved by the worker, in the words of a dyżur."""

import re
import uuid
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.forms import BookForm, DutyForm, FindForm
from bookings.models import Bookable, Booking
from jcop.models import Centre, HouseRules
from jcop.templatetags.polish import dzien_i_miesiac
from tests.bookings.duties import HELP, make_desk
from tests.bookings.walking import make_duty
from tests.factories import make_agreement, make_hours, make_room, make_things, moment, next_monday
from tests.jcop.clerk import make_worker
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
State = Booking.State
HOUR = timedelta(hours=1)


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement(services=("dyzury", "sala", "sprzet-i-internet"))


def filled(place: Bookable, **fields: object) -> dict[str, object]:
    form = {
        "form_key": uuid.uuid4(),
        "public_title": HELP,
        "bookable": place.pk,
        "day": next_monday().isoformat(),
        "starts_at": "15:00",
        "ends_at": "17:00",
        "persons": 2,
    }
    return form | fields


def path(agreement: Agreement, end: str = "") -> str:
    return f"/panel/{agreement.organization.key}/dyzury/{end}"


class TestAsking:
    def test_a_duty_at_the_desk_holds_it_and_waits_for_the_worker(self, agreement: Agreement):
        desk = make_desk(confirmed_by="portal")

        duty = make_duty(desk, agreement)

        assert (duty.kind, duty.state, duty.public_title) == ("duty", State.REQUESTED, HELP)
        with pytest.raises(ValidationError, match="zajęty"):
            make_duty(desk, agreement)

    def test_no_duty_without_an_agreement_that_grants_it(self):
        make_hours()

        with pytest.raises(ValidationError, match="nie daje w tym dniu prawa"):
            make_duty(make_desk(), make_agreement(services=("sala",)))

    def test_whoever_has_duties_but_no_rooms_may_hold_one_in_a_room_that_serves(self):
        make_hours()
        agreement = make_agreement(services=("dyzury",))
        room = make_room(serves_duties=True)

        duty = make_duty(room, agreement, is_duty=True)

        assert (duty.kind, duty.state) == ("duty", State.REQUESTED)
        with pytest.raises(ValidationError, match="nie daje w tym dniu prawa"):
            make_booking(room=room, agreement=agreement, starts_at=moment(next_monday(), 8))

    def test_a_room_that_does_not_serve_is_refused_beside_its_field(self, agreement: Agreement):
        room = make_room("Sala duża")

        with pytest.raises(ValidationError) as refused:
            make_duty(room, agreement, is_duty=True)

        assert refused.value.message_dict == {
            "bookable": ["Sala duża: tu nie pełni się dyżurów. Proszę wybrać inne miejsce."]
        }

    @pytest.mark.parametrize("words", ["", "   "])
    def test_it_says_what_the_organisation_helps_with(self, agreement: Agreement, words: str):
        with pytest.raises(ValidationError, match="w czym organizacja pomaga"):
            make_duty(make_desk(), agreement, public_title=words)

    def test_house_rules_of_duties_limit_the_persons(self, agreement: Agreement):
        rules = HouseRules.objects.create(title="Zasady 2026", body="dwie", valid_from=timezone.localdate())
        rules.limits.create(use="duty", persons=2)

        with pytest.raises(ValidationError, match="najwyżej osób: 2"):
            make_duty(make_desk(), agreement, persons=3)

        assert make_duty(make_desk(), agreement, persons=2).persons == 2

    def test_rooms_are_not_limited_by_the_rules_of_duties_held_in_them(self, agreement: Agreement):
        rules = HouseRules.objects.create(title="Zasady 2026", body="dwie", valid_from=timezone.localdate())
        rules.limits.create(use="duty", persons=2)
        room = make_room(serves_duties=True)

        with pytest.raises(ValidationError, match="najwyżej osób: 2"):
            make_duty(room, agreement, is_duty=True, persons=3)

        assert make_booking(room=room, agreement=agreement, persons=3).persons == 3

    def test_desks_are_offered_for_duties_and_for_nothing_else(self, client):
        desk, room, _ = make_desk("Biurko"), make_room("Sala"), make_things(1)
        serving = make_room("Sala mała", serves_duties=True)

        assert set(DutyForm().fields["bookable"].queryset) == {desk, serving}
        assert desk not in BookForm().bookables.values()
        assert set(FindForm(centre=Centre.objects.get()).bookables) & {str(desk.pk), str(room.pk)} == {
            str(room.pk)
        }
        assert room in BookForm().bookables.values()
        assert "Biurko" not in client.get("/sale/").content.decode()


class TestThePanel:
    def test_the_form_asks_and_the_list_shows_it(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement, "nowy/"), filled(make_desk()), follow=True)

        duty = Booking.objects.get()
        assert response.redirect_chain == [(duty.get_absolute_url(), 302)]
        assert (duty.kind, duty.state) == ("duty", State.REQUESTED)
        assert duty.starts_at == moment(next_monday(), 15)
        listed = client.get(path(agreement)).content.decode()
        assert HELP in listed
        assert "czeka na potwierdzenie" in listed

    def test_the_next_form_is_filled_as_last_time_but_for_the_day(self, as_user, agreement: Agreement):
        desk = make_desk()
        make_duty(desk, agreement, starts_at=moment(next_monday(), 15), hours=2, persons=3)

        form = as_user(agreement.organization.registered_by).get(path(agreement, "nowy/")).context["form"]

        form.initial.pop("form_key")
        assert form.initial == {
            "public_title": HELP,
            "bookable": desk,
            "starts_at": time(15),
            "ends_at": time(17),
            "persons": 3,
        }

    def test_another_organisations_duty_fills_nothing(self, as_user, agreement: Agreement):
        desk = make_desk()
        make_duty(desk, make_agreement(services=("dyzury",)), public_title="Cudze")

        form = as_user(agreement.organization.registered_by).get(path(agreement, "nowy/")).context["form"]

        assert "public_title" not in form.initial
        assert form.initial["bookable"] == desk

    def test_a_taken_time_is_told_with_the_nearest_that_are_free(self, as_user, agreement: Agreement):
        desk = make_desk()
        make_duty(desk, agreement, starts_at=moment(next_monday(), 15), hours=2)
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement, "nowy/"), filled(desk, public_title="Pomoc prawna"))

        assert "już zajęty" in response.content.decode()
        assert 'value="Pomoc prawna"' in response.content.decode()
        assert moment(next_monday(), 13) in [free.starts_at for free in response.context["instead"]]

    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"public_title": ""}, "public_title", "Proszę napisać w jednym wierszu"),
            ({"public_title": "Jan 44051401359"}, "public_title", "PESEL"),
            ({"ends_at": "14:00"}, "ends_at", "późniejszy"),
            ({"bookable": 0}, "bookable", "Wybierz poprawną wartość"),
            ({"day": "2026-02-29"}, "day", "poprawną datę"),
        ],
    )
    def test_bad_input_is_told_beside_its_field(
        self, as_user, agreement: Agreement, fields: dict, field: str, sentence: str
    ):
        client = as_user(agreement.organization.registered_by)

        form = client.post(path(agreement, "nowy/"), filled(make_desk(), **fields)).context["form"]

        assert sentence in " ".join(form.errors[field])
        assert not Booking.objects.exists()

    def test_the_same_form_twice_asks_once(self, as_user, agreement: Agreement):
        client, sent = as_user(agreement.organization.registered_by), filled(make_desk())

        for _ in range(2):
            assert client.post(path(agreement, "nowy/"), sent).status_code == 302

        assert Booking.objects.count() == 1

    def test_without_the_right_the_page_says_so(self, as_user):
        agreement = make_agreement(services=("sala",))

        page = as_user(agreement.organization.registered_by).get(path(agreement)).content.decode()

        assert "nie daje Państwu dyżurów" in page
        assert "Poproś o dyżur" not in page

    @pytest.mark.parametrize("rows", [1, 3])
    def test_however_many_duties_the_list_asks_as_seldom(
        self, as_user, agreement: Agreement, rows: int, django_assert_num_queries
    ):
        client, desk = as_user(agreement.organization.registered_by), make_desk()
        for number in range(rows):
            make_duty(desk, agreement, starts_at=moment(next_monday(), 9 + number))

        with django_assert_num_queries(9):
            client.get(path(agreement))


class TestTheAnswer:
    def test_the_worker_confirms_and_the_mail_speaks_of_a_dyzur(
        self, agreement: Agreement, run_jobs: Callable
    ):
        duty = make_duty(make_desk(), agreement)

        duty.confirm()
        duty.cancel()
        run_jobs()

        day = dzien_i_miesiac(duty.starts_at).replace("\xa0", " ")
        assert [message.subject for message in mail.outbox] == [
            f"[JCOP] Dyżur {day} – {state}" for state in ("odwołany", "potwierdzony", "odwołany")
        ]
        assert "dyżur jest potwierdzony." in mail.outbox[1].body
        assert "dyżur został odwołany." in mail.outbox[2].body
        assert "ezerwacja" not in " ".join(message.body for message in mail.outbox)

    def test_another_time_in_a_room_is_proposed_and_accepted(self, agreement: Agreement):
        duty, room = make_duty(make_desk(), agreement), make_room(serves_duties=True)

        duty.propose(
            starts_at=duty.starts_at + HOUR,
            ends_at=duty.ends_at + HOUR,
            place=room,
            answer_until=timezone.localdate() + timedelta(days=2),
        )
        duty.accept()

        assert (duty.state, duty.allocations.get().resource) == (State.CONFIRMED, room.units.get())

    def test_it_is_not_moved_to_a_room_where_nobody_holds_duties(self, agreement: Agreement):
        duty = make_duty(make_desk(), agreement).confirm()

        with pytest.raises(ValidationError, match="nie pełni się dyżurów"):
            duty.reschedule(starts_at=duty.starts_at, ends_at=duty.ends_at, place=make_room())

    def test_the_worker_is_offered_the_places_of_duties_only(self, as_user, agreement: Agreement):
        duty, serving = make_duty(make_desk(), agreement), make_room(serves_duties=True)
        make_room()
        url = reverse("admin:bookings_booking_move", args=[duty.pk, "propose"])

        offered = as_user(make_worker()).get(url).context["form"].fields["place"].queryset

        assert set(offered) == {serving, duty.items.get().bookable}

    @pytest.mark.ignore_template_errors
    def test_a_duty_agreed_by_telephone_is_confirmed_at_once(self, as_user, agreement: Agreement):
        sent = filled(make_desk(), organization=agreement.organization.pk, channel="phone")

        response = as_user(make_worker()).post(reverse("admin:bookings_booking_duty_on_behalf"), sent)

        duty = Booking.objects.get()
        assert response.status_code == 302
        assert (duty.kind, duty.state, duty.channel) == ("duty", State.CONFIRMED, "phone")

    def test_it_stands_in_the_workers_queue(self, as_user, agreement: Agreement):
        duty = make_duty(make_desk(), agreement)

        assert list(Booking.objects.awaiting_worker()) == [duty]

    def test_each_state_has_its_masculine_word(self):
        words = [Booking(kind="duty", state=state).get_state_display() for state in State.values]
        feminine = [Booking(kind="room", state=state).get_state_display() for state in State.values]

        assert {"potwierdzony", "odwołany", "odbył się"} <= set(words)
        assert not {"potwierdzony", "odwołany", "odbył się"} & set(feminine)
        assert not {"potwierdzona", "odwołana", "odbyła się"} & set(words)


def test_the_organisation_calls_its_duty_off(as_user, agreement: Agreement):
    duty = make_duty(make_desk(), agreement).confirm()
    client = as_user(agreement.organization.registered_by)
    url = reverse("bookings:cancel_booking", args=[agreement.organization.key, duty.pk])

    page = client.post(url, follow=True).content.decode()

    duty.refresh_from_db()
    assert duty.state == State.CANCELLED
    assert "Dyżur jest odwołany." in page
    assert not duty.allocations.exists()


def test_a_duty_asked_for_a_day_after_the_agreement_is_refused(agreement: Agreement):
    Agreement.objects.filter(pk=agreement.pk).update(valid_until=timezone.localdate() + timedelta(days=1))

    with pytest.raises(ValidationError, match="nie daje w tym dniu prawa"):
        make_duty(make_desk(), agreement)


def test_the_page_of_a_duty_stands_under_duties(as_user, agreement: Agreement):
    duty = make_duty(make_desk(), agreement)

    page = as_user(agreement.organization.registered_by).get(duty.get_absolute_url()).content.decode()

    href = reverse("bookings:duties", args=[agreement.organization.key])
    marked = re.findall(r'<a href="([^"]+)"\s+aria-current="page">(\w+)', page)
    assert set(marked) == {(href, "Dyżury")}
    assert f'<a class="back" href="{href}"' in page

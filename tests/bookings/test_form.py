"""The booking form: what it asks, what it folds, what it keeps, and whom it believes."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from agreements.models import Agreement
from bookings.models import Bookable, BookableHours, Booking, RulesAcceptance
from jcop.models import Centre, HouseRules
from tests.bookings.advising import make_advice
from tests.bookings.test_series_pages import rule
from tests.bookings.test_views import a_day, filled, path
from tests.factories import make_agreement, make_booking, make_hours, make_room, make_things, moment

pytestmark = pytest.mark.django_db
CONTACT = {"name": "Ewa Próbna", "phone": "32 47 19 555", "needs": "wjazd wózkiem"}


@pytest.fixture
def agreement() -> Agreement:
    Centre.objects.update(fees_allowed=True)
    make_hours()
    return make_agreement()


@pytest.fixture
def keeper(as_user, agreement: Agreement):
    return as_user(agreement.organization.registered_by)


@pytest.fixture
def page(agreement: Agreement) -> str:
    return path(agreement.organization, "nowa/")


class TestFolded:
    def test_it_is_closed_until_something_in_it_is_wrong(self, keeper, page: str):
        asked = keeper.get(page).content.decode()
        sent = keeper.post(page, filled(make_room(), phone="12"))

        assert '<details class="folded" id="dodatkowe">' in asked
        assert '<details class="folded" id="dodatkowe" open>' in sent.content.decode()
        assert set(sent.context["form"].errors) == {"phone"}

    @pytest.mark.parametrize("end", ["nowa/", "seria/"])
    def test_it_begins_empty_and_a_button_fills_and_opens_it(self, keeper, agreement, page: str, end: str):
        laptops, room = make_things(2), make_room()
        told = CONTACT | {"takes_fees": "on", "fee": "10,50", f"extra_{laptops.pk}": 2}
        keeper.post(page, filled(room, **told))
        address = path(agreement.organization, end)

        before = keeper.get(address)
        after = keeper.post(address, {"krok": "jak-ostatnio", "day": "2027-03-01", "phone": "32 47 19 111"})

        form = before.context["form"]
        assert [field.name for field in form.folded if field.value()] == []
        form = after.context["form"]
        assert {field.name: field.value() for field in form.folded if field.value()} == {
            "name": CONTACT["name"],
            "phone": "32 47 19 111",
            "takes_fees": True,
            "fee": Decimal("10.50"),
            f"extra_{laptops.pk}": 2,
        }
        assert form["day"].value() == "2027-03-01"
        opened = ['id="dodatkowe" open>' in each.content.decode() for each in (before, after)]
        assert opened == [False, True]
        assert Booking.objects.count() == 1

    def test_without_a_booking_of_rooms_or_things_there_is_no_such_button(self, keeper, agreement, page: str):
        make_advice(agreement=make_agreement(organization=agreement.organization, services=("doradztwo",)))

        assert "jak ostatnio" not in keeper.get(page).content.decode()

    def test_what_it_says_is_seen_before_it_is_sent_again(self, keeper, page: str):
        sent = keeper.post(page, filled(make_room(), persons="x", needs="pętla", public_title=""))

        assert set(sent.context["form"].errors) == {"persons"}
        assert 'id="dodatkowe" open>' in sent.content.decode()

    def test_the_dates_of_a_series_are_shown_with_all_that_goes_with_them(self, keeper, agreement):
        laptops = make_things(2)
        extras = {"needs": "pętla", "takes_fees": "on", "fee": "7", f"extra_{laptops.pk}": 2}

        page = keeper.post(path(agreement.organization, "seria/"), rule(make_room(), **extras))

        rows = page.content.decode().partition("<dl>")[2].partition("</dl>")[0]
        words = [" ".join(row.split()) for row in strip_tags(rows).splitlines() if row.strip()]
        assert words == [
            "Potrzeby związane z dostępnością",
            "pętla",
            "Pobieramy opłatę od uczestników",
            "tak",
            "Ile od osoby (zł)",
            "7",
            "Tytuł w publicznym kalendarzu",
            "Próby chóru „Żółw”",
            "Dodatkowo do sali: Laptop (sztuk)",
            "2",
        ]

    def test_what_was_told_is_kept_with_the_booking(self, keeper, page: str):
        keeper.post(page, filled(make_room(), **CONTACT, takes_fees="on", fee="7"))

        booking = Booking.objects.get()
        found = booking.contact
        assert {"name": found.name, "phone": found.phone, "needs": found.needs} == CONTACT
        assert booking.fee == Decimal(7)

    @pytest.mark.parametrize(
        ("told", "field", "sentence"),
        [
            ({"takes_fees": "on"}, "fee", "Podaj, ile płaci jedna osoba."),
            (
                {"fee": "5"},
                "takes_fees",
                "Podano kwotę: proszę zaznaczyć opłatę albo usunąć kwotę.",
            ),
        ],
    )
    def test_a_fee_has_an_amount_and_an_amount_a_fee(
        self, keeper, page: str, told: dict, field: str, sentence: str
    ):
        answer = keeper.post(page, filled(make_room(), **told))

        assert answer.context["form"].errors == {field: [sentence]}

    @pytest.mark.parametrize("fee", ["0", "-3", "0,001", "NaN", "1e9", "dużo"])
    def test_an_amount_that_is_none_is_a_sentence(self, keeper, page: str, fee: str):
        answer = keeper.post(page, filled(make_room(), takes_fees="on", fee=fee))

        assert list(answer.context["form"].errors) == ["fee"]


class TestRules:
    def rules(self, body: str = "Sprzątamy po sobie.") -> HouseRules:
        return HouseRules.objects.create(title="Regulamin", body=body, valid_from=date(2026, 1, 1))

    def accepted(self, keeper, page: str) -> dict[str, list[str]]:
        """The boxes that the form offers, ticked."""
        return {
            "accepted": [value for value, _ in keeper.get(page).context["form"].fields["accepted"].choices]
        }

    def test_they_are_accepted_once_and_who_and_when_is_kept(self, keeper, page: str, agreement: Agreement):
        rules = self.rules()
        told = self.accepted(keeper, page)

        keeper.post(page, filled(make_room(), **told))

        found = RulesAcceptance.objects.get()
        assert (found.organization, found.rules) == (agreement.organization, rules)
        assert found.accepted_by == agreement.organization.registered_by
        assert timezone.now() - found.accepted_at < timedelta(minutes=5)
        assert "accepted" not in keeper.get(page).context["form"].fields

    def test_without_them_nothing_is_booked_and_the_form_is_kept(self, keeper, page: str):
        self.rules()

        answer = keeper.post(page, filled(make_room()))

        assert answer.context["form"].errors == {
            "accepted": ["Proszę zaakceptować zasady; pytamy o to raz dla każdej ich wersji."]
        }
        assert "Szkolenie „Łąka”" in answer.content.decode()
        assert not Booking.objects.exists()

    def test_another_wording_is_asked_for_again(self, keeper, page: str):
        rules = self.rules()
        keeper.post(page, filled(make_room(), **self.accepted(keeper, page)))
        HouseRules.objects.filter(pk=rules.pk).update(body="Sprzątamy i gasimy światło.")

        assert "accepted" in keeper.get(page).context["form"].fields
        keeper.post(page, filled(make_room(), **self.accepted(keeper, page)))
        assert RulesAcceptance.objects.count() == 2

    def test_rules_that_changed_while_the_form_was_open_are_read_again(self, keeper, page: str):
        rules = self.rules()
        told = self.accepted(keeper, page)
        HouseRules.objects.filter(pk=rules.pk).update(body="Nowe.")

        answer = keeper.post(page, filled(make_room(), **told))

        assert answer.context["form"].errors["accepted"] == [
            "Zasady zmieniły się, gdy formularz był otwarty. Proszę przeczytać je i zaakceptować ponownie."
        ]
        assert "Nowe." in answer.content.decode()

    def test_a_refused_booking_accepts_nothing(self, keeper, page: str):
        self.rules()

        keeper.post(page, filled(make_room(capacity=1), **self.accepted(keeper, page)))

        assert not RulesAcceptance.objects.exists()


class TestMeanwhile:
    """What changes between the opening of the form and its sending."""

    def test_the_room_is_archived(self, keeper, page: str):
        room = make_room()
        Bookable.objects.update(is_active=False)

        answer = keeper.post(page, filled(room))

        assert list(answer.context["form"].errors) == ["bookable"]
        assert "Szkolenie „Łąka”" in answer.content.decode()

    def test_the_agreement_ends(self, keeper, page: str, agreement: Agreement):
        agreement.terminate(on=timezone.localdate(), reason="koniec")

        answer = keeper.post(page, filled(make_room()))

        assert answer.context["form"].non_field_errors() == [
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji."
        ]
        assert answer.context["instead"] == []

    def test_the_quota_is_used_up_in_another_tab(self, keeper, page: str, agreement: Agreement):
        Centre.objects.update(weekly_hours=3)
        room = make_room()
        first = keeper.post(page, filled(room))

        second = keeper.post(page, filled(room, starts_at="13:00", ends_at="15:00"))

        assert first.status_code == 302
        assert second.context["form"].errors["day"][0].startswith("W tygodniu ")
        weeks = {free.starts_at.date().isocalendar()[1] for free in second.context["instead"]}
        assert weeks
        assert a_day().isocalendar()[1] not in weeks

    def test_the_hours_of_the_room_change_and_the_worker_confirms(self, keeper, page: str):
        room = make_room()
        BookableHours.objects.create(bookable=room, weekday=0, opens=time(15), closes=time(20))

        keeper.post(page, filled(room))

        booking = Booking.objects.get()
        assert (booking.state, booking.needs_keys) == (Booking.State.REQUESTED, True)

    def test_two_tabs_for_one_time_give_one_booking_and_one_sentence(self, keeper, page: str):
        room = make_room()

        answers = [keeper.post(page, filled(room)).status_code for _ in range(2)]

        assert (answers, Booking.objects.count()) == ([302, 200], 1)

    def test_cancelling_after_the_cut_off_is_a_sentence_with_a_telephone(
        self, keeper, page: str, agreement: Agreement
    ):
        booking = make_booking(agreement=agreement, starts_at=moment(a_day(), 10))
        Centre.objects.update(cancel_days=60)

        shown = keeper.get(booking.get_absolute_url()).content.decode()
        answer = keeper.post(f"{booking.get_absolute_url()}odwolaj/", follow=True)

        assert "Odwołaj rezerwację" not in shown
        assert "Teraz proszę zadzwonić do Centrum" in shown
        assert Centre.objects.get().phone in str(next(iter(answer.context["messages"])))
        assert booking.allocations.count() == 1


class TestNonsense:
    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"bookable": "0"}, "bookable"),
            ({"bookable": "9" * 30}, "bookable"),
            ({"bookable": "x' OR 1=1"}, "bookable"),
            ({"form_key": "nie-klucz"}, "form_key"),
            ({"day": "2027-02-29"}, "day"),
            ({"day": "9999-12-31"}, "day"),
            ({"day": "0001-01-01", "starts_at": "00:30"}, "day"),
            ({"starts_at": "12:00", "ends_at": "12:00"}, "ends_at"),
            ({"starts_at": "12:00", "ends_at": "10:00"}, "ends_at"),
            ({"starts_at": "24:00"}, "starts_at"),
            ({"persons": "0"}, "persons"),
            ({"persons": "9999999999"}, "persons"),
            ({"purpose": "unknown"}, "purpose"),
            ({"quantity": "-1"}, "quantity"),
        ],
    )
    def test_it_is_a_sentence_beside_the_field(self, keeper, page: str, told: dict, field: str):
        answer = keeper.post(page, filled(make_room(), **told))

        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert "Szkolenie „Łąka”" in answer.content.decode()
        assert not Booking.objects.exists()

    def test_yesterday_is_over(self, keeper, page: str):
        yesterday = timezone.localdate() - timedelta(days=1)

        answer = keeper.post(page, filled(make_room(), day=yesterday.isoformat()))

        assert answer.context["form"].errors == {"starts_at": ["Ten termin już minął."]}
        assert answer.context["instead"] != []

    def test_29_february_of_a_leap_year_is_a_day_like_any_other(self, keeper, page: str):
        answer = keeper.post(page, filled(make_room(), day="2028-02-29"))

        assert list(answer.context["form"].errors) == ["day"]
        assert answer.context["form"].errors["day"][0].startswith("Rezerwować można najdalej do")


def test_a_booking_through_the_form_is_eighteen_statements_at_most(keeper, page: str):
    """Less the session, the user, the membership, the transaction, and the Centre's hours."""
    told = filled(make_room(), **CONTACT)
    keeper.get(page)
    others = ("django_session", "jcop_user", "organizations_membership", "SAVEPOINT", "BEGIN", "COMMIT")
    hours = ("jcop_hoursperiod", "jcop_hoursspan", "jcop_nonworkingday")

    with CaptureQueriesContext(connection) as asked:
        answer = keeper.post(page, told)

    assert answer.status_code == 302
    own = [
        query["sql"]
        for query in asked
        if not any(
            f'FROM "{word}' in query["sql"] or query["sql"].startswith(word) for word in others + hours
        )
        and "set_config" not in query["sql"]
    ]
    assert len(own) <= 18, own

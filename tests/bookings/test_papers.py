"""The worker's papers: keys and equipment out and back, with a protocol."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings import pdf
from bookings.models import Booking, Handover, HandoverNames, Thing
from bookings.tasks import forget_handover_names
from bookings.templatetags.bookings_tags import booking_queues
from jcop.files.pdf import render_html
from jcop.models import User
from tests.agreements.test_pdf import pages
from tests.factories import make_agreement, make_booking, make_hours, make_room, make_things, moment
from tests.jcop.clerk import make_worker

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY = date(2026, 9, 7)
TEN = moment(MONDAY, 10)
HOUR = timedelta(hours=1)


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1))
    return make_agreement(services=("sala", "sprzet-i-internet", "dyzury"), valid_from=date(2026, 1, 1))


@pytest.fixture
def worker() -> User:
    return make_worker()


@pytest.fixture
def desk(as_user: Callable, worker: User) -> Client:
    return as_user(worker)


def book(agreement: Agreement, **fields: object) -> Booking:
    return make_booking(**{"agreement": agreement, "starts_at": TEN, "at": NOW} | fields)


def hand_over(booking: Booking, **fields: object) -> Handover:
    told = {"by": None, "receiver": "Jan Odbiorca", "keys": "klucz 7", "due_at": TEN + 2 * HOUR, "at": TEN}
    return booking.hand_over(**told | fields)


class TestHandingOver:
    def test_it_says_what_went_out_when_by_whom_and_to_whom(self, agreement: Agreement, worker: User):
        handover = hand_over(book(agreement), by=worker, pieces="Laptop 1", condition_out="porysowany")

        handover.refresh_from_db()
        assert (handover.keys, handover.pieces, handover.condition_out) == (
            "klucz 7",
            "Laptop 1",
            "porysowany",
        )
        assert (handover.given_at, handover.given_by, handover.returned_at) == (TEN, worker, None)
        assert handover.names.receiver == "Jan Odbiorca"

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"keys": " "}, "klucze albo sprzęt"),
            ({"due_at": TEN}, "późniejszy niż wydanie"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, agreement: Agreement, fields: dict, sentence: str):
        with pytest.raises(ValidationError, match=sentence):
            hand_over(book(agreement), **fields)

        assert not Handover.objects.exists()

    def test_nothing_more_goes_out_until_it_is_back(self, agreement: Agreement):
        booking = book(agreement)
        first = hand_over(booking)

        with pytest.raises(ValidationError, match="jeszcze nie wróciły"):
            hand_over(booking)

        first.take_back(by=None, at=TEN + HOUR)
        assert hand_over(booking, keys="klucz 8").keys == "klucz 8"

    def test_nothing_goes_out_for_a_booking_that_is_given_up_or_only_asked_for(self, agreement: Agreement):
        asked = book(agreement, room=make_room(confirmed_by="worker"))
        cancelled = book(agreement).cancel(at=NOW)

        for booking in (asked, cancelled):
            with pytest.raises(ValidationError, match="nie można już wykonać"):
                hand_over(booking)

    def test_a_block_belongs_to_nobody_who_could_take_keys(self):
        block = Booking.block(
            by=None, bookable=make_room(), starts_at=TEN, ends_at=TEN + HOUR, reason="malowanie"
        )

        with pytest.raises(ValidationError, match="nie ma komu wydać"):
            hand_over(block)

    def test_it_comes_back_once_with_its_condition_and_damage(self, agreement: Agreement, worker: User):
        booking = book(agreement)
        handover = hand_over(booking)

        booking.take_back(by=worker, condition_back="brudny", damage="brak ładowarki", returner="Ewa Zwrotna")

        handover.refresh_from_db()
        assert (handover.returned_to, handover.condition_back, handover.damage) == (
            worker,
            "brudny",
            "brak ładowarki",
        )
        assert handover.names.returner == "Ewa Zwrotna"
        with pytest.raises(ValidationError, match="już odnotowany"):
            handover.take_back(by=worker)
        with pytest.raises(ValidationError, match="Nic nie jest teraz wydane"):
            booking.take_back(by=worker)

    def test_keys_come_back_also_after_the_booking_was_called_off(self, agreement: Agreement):
        booking = book(agreement)
        hand_over(booking, at=NOW)
        booking.cancel(at=NOW)

        booking.take_back(by=None)

        assert booking.out() is None

    def test_what_is_late_is_counted_until_it_is_back(self, agreement: Agreement, worker: User):
        handover = hand_over(book(agreement))

        assert list(Handover.objects.overdue(TEN + 2 * HOUR)) == []
        assert list(Handover.objects.overdue(TEN + 3 * HOUR)) == [handover]
        handover.take_back(by=None, at=TEN + 4 * HOUR)
        assert list(Handover.objects.overdue(TEN + 5 * HOUR)) == []

    def test_names_are_in_no_history_and_go_a_year_after_the_return(self, agreement: Agreement):
        kept, gone, out = (hand_over(book(agreement)) for _ in range(3))
        today = timezone.now()
        Handover.objects.update(given_at=today - timedelta(days=500), due_at=today - timedelta(days=499))
        Handover.objects.filter(pk=kept.pk).update(returned_at=today - timedelta(days=300))
        Handover.objects.filter(pk=gone.pk).update(returned_at=today - timedelta(days=400))

        forget_handover_names(timestamp=0)

        assert set(HandoverNames.objects.values_list("handover", flat=True)) == {kept.pk, out.pk}
        assert not hasattr(HandoverNames, "pgh_event_model")
        told = {field.name for field in Handover.pgh_event_model._meta.get_fields()}
        assert not {"receiver", "returner", "names"} & told

    def test_two_clerks_cannot_give_the_same_keys_out_twice(self, agreement: Agreement):
        first = hand_over(book(agreement))

        with pytest.raises(IntegrityError, match="handover_out_once"), transaction.atomic():
            Handover.objects.create(booking=first.booking, keys="klucz 7", given_at=TEN, due_at=TEN + HOUR)


class TestAtTheDesk:
    def url(self, booking: Booking, verb: str) -> str:
        return reverse("admin:bookings_booking_move", args=[booking.pk, verb])

    def test_the_form_proposes_the_key_of_the_room_and_the_booked_pieces(
        self, desk: Client, agreement: Agreement
    ):
        booking = book(agreement, room=make_room("Sala mała"), extras=[Thing(make_things(3), 2)])

        initial = desk.get(self.url(booking, "hand_over")).context["form"].initial

        assert (initial["keys"], initial["pieces"]) == ("klucz: Sala mała", "Laptop 1, Laptop 2")
        assert (initial["due_day"], initial["due_clock"].hour) == (MONDAY, 11)

    def test_keys_are_given_out_and_taken_back_by_two_pages(
        self, desk: Client, worker: User, agreement: Agreement
    ):
        booking = book(agreement)
        due = timezone.localtime() + timedelta(days=400)
        sent = {"keys": "klucz 7", "receiver": "Jan Odbiorca", "due_day": due.date(), "due_clock": "12:00"}

        assert desk.post(self.url(booking, "hand_over"), sent).status_code == 302

        handover = booking.out()
        assert (handover.given_by, handover.names.receiver) == (worker, "Jan Odbiorca")
        page = desk.get(reverse("admin:bookings_booking_change", args=[booking.pk])).content.decode()
        assert "Przyjmij zwrot kluczy lub sprzętu" in page
        assert "Wydaj klucze lub sprzęt" not in page

        url = reverse("admin:bookings_handover_move", args=[handover.pk, "take_back"])
        assert desk.post(url, {"returner": "Ewa Zwrotna", "damage": "brak breloka"}).status_code == 302

        assert booking.out() is None
        assert booking.handovers.get().damage == "brak breloka"

    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"receiver": ""}, "receiver", "wymagane"),
            ({"keys": ""}, "__all__", "klucze albo sprzęt"),
            ({"due_day": "2026-09-01"}, "__all__", "późniejszy niż wydanie"),
            ({"due_day": "2027-03-28", "due_clock": "02:30"}, "due_clock", "godziny 2:30 nie ma"),
            ({"receiver": "Jan 44051401359"}, "receiver", "PESEL"),
        ],
    )
    def test_bad_input_is_told(
        self, desk: Client, agreement: Agreement, fields: dict, field: str, sentence: str
    ):
        booking = book(agreement)
        sent = {"keys": "k", "receiver": "Jan", "due_day": "2999-01-01", "due_clock": "12:00"}

        errors = desk.post(self.url(booking, "hand_over"), sent | fields).context["form"].errors

        assert sentence in " ".join(errors[field])

    def test_what_is_late_leads_from_the_first_page_to_its_list(
        self, desk: Client, worker: User, agreement: Agreement
    ):
        late, _ = (
            hand_over(book(agreement), due_at=TEN + HOUR),
            hand_over(book(agreement), due_at=timezone.now() + timedelta(days=900)),
        )
        Handover.objects.filter(pk=late.pk).update(
            given_at=timezone.now() - 2 * HOUR, due_at=timezone.now() - HOUR
        )

        queue = next(q for q in booking_queues(worker) if "bez zwrotu" in q.rest)

        assert queue.count == 1
        assert list(desk.get(queue.url).context["cl"].result_list) == [late]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three(
        self, desk: Client, agreement: Agreement, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            hand_over(book(agreement))

        with django_assert_num_queries(10):
            desk.get(reverse("admin:bookings_handover_changelist"))


@pytest.mark.prints
class TestTheProtocol:
    def test_before_the_return_its_lines_are_left_to_write_on(self, agreement: Agreement, worker: User):
        handover = hand_over(book(agreement, room=make_room("Sala mała")), by=worker, pieces="Laptop 1")

        text = " ".join(pages(render_html(pdf.protocol_html(handover))))

        for words in (
            f"Protokół zdawczo-odbiorczy nr {handover.pk}/2026",
            agreement.organization.name,
            f"porozumienie nr {agreement.number}",
            "klucz 7",
            "Laptop 1",
            "7 września 2026 r., godz. 12:00",
            worker.full_name,
            "Jan Odbiorca",
        ):
            assert words in text
        assert "nie stwierdzono" not in text

    def test_after_the_return_it_tells_the_condition_and_the_damage(self, agreement: Agreement):
        handover = hand_over(book(agreement))
        handover.take_back(by=None, damage="pęknięta szyba", returner="Ewa Zwrotna", at=TEN + HOUR)
        handover.names.refresh_from_db()

        text = " ".join(pages(render_html(pdf.protocol_html(handover))))

        for words in ("pęknięta szyba", "bez uwag", "Ewa Zwrotna", "7 września 2026 r., godz. 11:00"):
            assert words in text

    def test_a_job_makes_it_and_once_more_when_the_names_were_erased(
        self, desk: Client, agreement: Agreement, run_jobs
    ):
        handover = hand_over(book(agreement))
        address = reverse("admin:bookings_handover_protocol", args=[handover.pk])
        run_jobs()

        waiting = [desk.get(address).status_code for _ in range(2)]
        assert run_jobs() == ["print_protocol"]
        named = desk.get(address)
        HandoverNames.objects.all().delete()
        waiting.append(desk.get(address).status_code)
        assert run_jobs() == ["print_protocol"]
        nameless = desk.get(address)

        assert waiting == [202, 202, 202]
        assert "Jan Odbiorca" in " ".join(pages(named.content))
        assert nameless["Content-Type"] == "application/pdf"
        assert "Jan Odbiorca" not in " ".join(pages(nameless.content))

    def test_it_is_tagged_titled_and_polish(self, agreement: Agreement):
        handover = hand_over(book(agreement))

        with pikepdf.open(io.BytesIO(render_html(pdf.protocol_html(handover)))) as document:
            assert document.Root.MarkInfo.Marked
            assert str(document.Root.Lang) == "pl"
            assert "Protokół zdawczo-odbiorczy" in str(document.docinfo["/Title"])

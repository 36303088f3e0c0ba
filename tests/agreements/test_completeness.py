"""When a set is complete after a call: every noted defect is cured, on paper what only paper cures."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from agreements.models import Agreement, CaseLetter, Defect, Service, ServiceRequest
from agreements.timeline import timeline
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, Message
from jcop.opening.workdays import deadline
from jcop.templatetags.polish import dzien
from tests.factories import make_organization, make_request, make_user
from tests.rows import run_enqueued

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
SIGNATURE, DETAILS = "Brak podpisu.", "Za mało szczegółów."
HOW = "/jak-skorzystac/"


@pytest.fixture
def clerk():
    return make_user(groups=("Referat",))


@pytest.fixture
def called(clerk):
    """Examined and called, five days ago, for a signature and for details."""
    request = make_request(state=State.UNDER_EXAMINATION, at=timezone.now() - timedelta(days=9))
    letter = request.call_for_correction(by=clerk, defects=[SIGNATURE, DETAILS], on_paper=[SIGNATURE])
    CaseLetter.objects.filter(pk=letter.pk).update(issued_at=timezone.now() - timedelta(days=5))
    return request


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def due(start: date) -> date:
    return deadline(start, 14, office_day_off())


def words(response: HttpResponse) -> str:
    return plain(strip_tags(response.content.decode()))


def plain(text: str) -> str:
    return " ".join(text.split())


class TestTheTerm:
    def test_a_correction_in_the_portal_does_not_start_it_while_a_signature_is_missing(self, called):
        called.send_correction()

        called.refresh_from_db()
        assert (called.state, called.due_on) == (State.AWAITING_CORRECTION, None)
        assert called.open_correction.missing == [SIGNATURE]

    def test_it_runs_from_the_day_on_which_the_last_defect_was_cured(self, called):
        called.send_correction()

        called.complete_correction(on=days_ago(2), cured=[SIGNATURE])

        today = timezone.localdate()
        assert (called.state, called.counts_from, called.due_on) == (
            State.UNDER_EXAMINATION,
            today,
            due(today),
        )

    def test_paper_that_comes_first_does_not_start_it_before_the_correction(self, called):
        called.complete_correction(on=days_ago(2), cured=[SIGNATURE])
        assert (called.state, called.open_correction.missing) == (State.AWAITING_CORRECTION, [DETAILS])

        called.send_correction()

        assert (called.state, called.counts_from) == (State.UNDER_EXAMINATION, timezone.localdate())

    def test_paper_that_comes_last_starts_it_on_its_day(self, called):
        called.open_correction.cure([DETAILS], on=days_ago(4))

        called.receive_signed_set(on=days_ago(1), channel="post", copies=3)

        assert (called.state, called.counts_from) == (State.UNDER_EXAMINATION, days_ago(1))

    def test_a_set_that_cures_not_everything_keeps_the_call_open(self, called):
        called.receive_signed_set(on=days_ago(1), channel="post", copies=2, cured=[])

        called.refresh_from_db()
        assert (called.state, called.received_on, called.due_on) == (
            State.AWAITING_CORRECTION,
            days_ago(1),
            None,
        )
        assert called.open_correction.missing == [SIGNATURE, DETAILS]

    def test_a_changed_content_stops_it_until_the_new_set_comes_wherever_terms_are_counted_from(self, called):
        called.open_correction.cure([SIGNATURE], on=days_ago(3))
        called.answer({Service.objects.get(code="sala"): {"purpose": "zebrania"}})

        called.send_correction()
        assert (called.state, called.received_on, called.due_on) == (State.SUBMITTED, None, None)
        assert called.agreement.state == Agreement.State.PREPARED
        called.receive_signed_set(on=timezone.localdate(), channel="post", copies=3)

        assert (called.state, called.counts_from) == (State.UNDER_EXAMINATION, timezone.localdate())


class TestWhatIsSaid:
    def test_the_page_tells_what_only_paper_cures_and_afterwards_how_the_term_was_counted(
        self, called, as_user
    ):
        member = as_user(called.prepared_by)
        called.open_correction.letter.open()
        called.send_correction()
        waiting = words(member.get(called.get_absolute_url()))
        called.complete_correction(on=days_ago(1))

        counted = words(member.get(called.get_absolute_url()))

        assert f"{SIGNATURE} Tylko na papierze, w Referacie. Już uzupełnione: {DETAILS} Termin" in waiting
        assert plain(f"Dokumenty są kompletne od {dzien(timezone.localdate())}, więc od tego dnia") in counted

    @pytest.mark.parametrize(
        ("starts", "rule"),
        [
            ("filing", "Nie zmienia się, gdy podpisany komplet wpłynie później, ale bez kompletu nie można"),
            ("receipt", "liczymy od dnia, w którym podpisany komplet wpłynie do Referatu: im wcześniej"),
        ],
    )
    def test_one_rule_of_the_paper_is_told_after_filing_and_to_everybody(self, as_user, starts, rule):
        Centre.objects.update(clock_starts=starts, unit_hours="środy 9:00–12:00")
        request = make_request()

        pages = [words(as_user(request.prepared_by).get(path)) for path in (request.get_absolute_url(), HOW)]

        assert [(rule in page, "Godziny przyjęć: środy 9:00–12:00." in page) for page in pages] == [
            (True, True),
            (True, True),
        ]

    def test_the_opened_letter_tells_its_last_day(self, called, as_user):
        letter = called.open_correction.letter
        client = as_user(called.prepared_by)
        client.post(letter.get_absolute_url())

        opened = words(client.get(letter.get_absolute_url()))

        last = deadline(timezone.localdate(), 7, office_day_off())
        assert plain(f"Ostatni dzień na uzupełnienie: {dzien(last)}") in opened

    def test_each_act_is_answered_by_one_mail_that_tells_what_is_missing_or_the_new_day(self, called, clerk):
        acts = [
            (called.send_correction, "Brakuje jeszcze: – Brak podpisu."),
            (
                lambda: called.complete_correction(on=timezone.localdate()),
                f"do {dzien(due(timezone.localdate()))}",
            ),
            (lambda: called.withdraw().reopen(by=clerk, reason="pomyłka"), "wznowiliśmy sprawę"),
        ]
        told = []
        for act, sentence in acts:
            mail.outbox.clear()
            Message.objects.all().delete()
            act()
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'documents'")
            run_enqueued()
            [sent] = mail.outbox
            told.append((sent.subject.rpartition(" – ")[2], plain(sentence) in plain(sent.body)))

        assert told == [
            ("otrzymaliśmy uzupełnienie", True),
            ("otrzymaliśmy uzupełnienie", True),
            ("nowy termin rozpatrzenia", True),
        ]

    def test_a_request_on_paper_is_answered_by_the_mail_about_its_set_alone(self, clerk):
        ServiceRequest.enter_paper(
            organization=make_organization(),
            by=clerk,
            wishes={Service.objects.get(code="sala"): {}},
            on=timezone.localdate(),
            channel="post",
            copies=3,
        )

        assert list(Message.objects.values_list("kind", flat=True)) == ["set_received"]


def test_the_desk_ticks_off_what_came_on_paper(as_user, clerk):
    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={})
    desk = as_user(clerk)
    request = make_request(state=State.UNDER_EXAMINATION)
    path = reverse("admin:agreements_servicerequest_move", args=[request.pk, "call_for_correction"])
    listed = Defect.objects.current().filter(is_on_paper=True)[0].text
    told = {"defects": [listed], "other": "Za mało.", "other_on_paper": "Brak załącznika.", "days": "7"}
    desk.post(path, told | {"body": desk.post(path, told).context["form"]["body"].value()})
    correction = request.open_correction
    assert correction.missing_online == ["Za mało."]

    path = reverse("admin:agreements_servicerequest_move", args=[request.pk, "complete_correction"])
    desk.post(path, {"on": timezone.localdate().isoformat(), "cured": [listed]})

    correction.refresh_from_db()
    assert (correction.missing, correction.closed_at) == (["Za mało.", "Brak załącznika."], None)


def test_of_one_act_the_case_stands_before_what_follows_from_it(called):
    called.answer({Service.objects.get(code="sala"): {"purpose": "zebrania"}})
    called.open_correction.cure([SIGNATURE], on=timezone.localdate())

    called.send_correction()

    newest = [entry.text for entry in timeline(called)][:2]
    assert newest == [
        "Organizacja podpisuje nowy komplet",
        "Organizacja wysłała uzupełnienie; potrzebny jest podpisany komplet",
    ]


def test_a_correction_in_a_call_that_stays_open_stands_in_the_course_of_the_case(called):
    called.send_correction()
    called.complete_correction(on=days_ago(1), cured=[SIGNATURE])

    texts = [entry.text for entry in timeline(called)]
    assert [text for text in texts if "uzupełnienie" in text or text == "Uzupełniono braki"] == [
        "Uzupełniono braki",
        f"Wpłynęło uzupełnienie; brakuje jeszcze: {SIGNATURE}",
    ]


def test_a_withdrawn_draft_is_called_so(as_user):
    draft = make_request(state=State.DRAFT).withdraw()

    page = words(as_user(draft.prepared_by).get(draft.get_absolute_url()))

    assert "Zapotrzebowanie – wycofana wersja robocza" in page

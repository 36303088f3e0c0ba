"""What an organisation asks of its agreement in the portal: sent, answered by paper, closed, taken back."""

import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, ChangeRequest, DocumentText
from agreements.reminders import waiting
from agreements.timeline import agreement_timeline
from jcop.templatetags.polish import dzien
from tests.agreements.test_agreement_desk import desk, move
from tests.agreements.test_life import refusal_of, services
from tests.factories import make_agreement, make_user
from tests.spacing import plain

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)
MONTH = timedelta(days=31)
K = ChangeRequest.Kind
S = ChangeRequest.State


def ask(agreement: Agreement, kind: str, **words: object) -> ChangeRequest:
    usual = {"text": "prosimy o dyżury", "by": agreement.organization.registered_by, "form_key": uuid.uuid4()}
    return agreement.ask(kind=kind, **usual | words)


def ending(days: int = 20) -> Agreement:
    return make_agreement(valid_until=timezone.localdate() + days * DAY)


def now(row: Model) -> Model:
    row.refresh_from_db()
    return row


def amendment(agreement: Agreement) -> None:
    agreement.draft_amendment(by=make_user(), changes="dyżury", services=services("sala"))


def amended(agreement: Agreement) -> None:
    today = timezone.localdate()
    words = {"signed_on": today, "valid_from": today, "valid_until": agreement.valid_until}
    agreement.amend(by=make_user(), changes="dyżury", services=services("sala"), **words)


# What the office does, and the state in which it leaves a request of each kind.
ANSWERS = {
    "a set of an aneks": (amendment, [S.SETTLED, S.ASKED, S.ASKED]),
    "a signed aneks": (amended, [S.SETTLED, S.ASKED, S.ASKED]),
    "a set of a renewal": (
        lambda agreement: agreement.draft_renewal(by=make_user(), services=services("sala")),
        [S.ASKED, S.SETTLED, S.ASKED],
    ),
    "a signed renewal": (
        lambda agreement: agreement.renew(by=make_user(), signed_on=timezone.localdate()),
        [S.ASKED, S.SETTLED, S.ASKED],
    ),
    "an end": (
        lambda agreement: agreement.terminate(on=timezone.localdate(), reason="zgoda stron"),
        [S.DECLINED, S.DECLINED, S.SETTLED],
    ),
    "a number taken back": (lambda agreement: agreement.annul(reason="pomyłka"), [S.DECLINED] * 3),
}


class TestVerbs:
    def test_the_paper_of_a_kind_answers_the_request_of_that_kind(self, case):
        for name, (act, states) in ANSWERS.items():
            agreement = ending()
            asked = [ask(agreement, kind) for kind in K]
            with case(name):
                act(agreement)

                assert [now(row).state for row in asked] == states
                assert [bool(row.settled_at) for row in asked] == [state != S.ASKED for state in states]

    def test_of_a_number_taken_back_the_answer_names_that_number(self, run_jobs, mailoutbox):
        agreement = ending()
        number, _ = agreement.number, ask(agreement, K.RENEWAL)
        run_jobs()

        agreement.annul(reason="pomyłka")
        run_jobs()

        (declined,) = [sent.subject for sent in mailoutbox if "zgłoszenie zamknięte" in sent.subject]
        assert f"nr {number} " in declined

    def test_what_may_be_asked_is_what_the_office_may_do_and_does_not_do_yet(self, case):
        today = timezone.localdate()
        open_ended, suspended = make_agreement(), ending()
        over = make_agreement(valid_from=today - 9 * DAY, valid_until=today - DAY)
        printed, ended, asked = ending(), ending(), ending()
        suspended.organization.suspend(reason="kontrola")
        amendment(printed)
        ended.terminate(on=today, reason="zgoda stron")
        ask(asked, K.NOTICE)
        offers = [
            (ending(), [K.AMENDMENT, K.RENEWAL, K.NOTICE]),
            (open_ended, [K.AMENDMENT, K.NOTICE]),
            (over, [K.RENEWAL]),
            (suspended, []),
            (printed, [K.RENEWAL, K.NOTICE]),
            (ended, []),
            (asked, [K.AMENDMENT, K.RENEWAL]),
        ]

        for number, (agreement, kinds) in enumerate(offers):
            fresh = Agreement.objects.get(pk=agreement.pk)
            with case(number):
                assert fresh.kinds_to_ask == kinds
                for kind in set(K) - set(kinds):
                    assert refusal_of(ask, agreement=fresh, kind=kind) == {"": [fresh.why_not_ask(kind)]}

    def test_a_day_outside_what_is_asked_for_is_refused_beside_it(self, case):
        today = timezone.localdate()
        agreement = ending(20)
        last, early = today + 20 * DAY, f"Proszę podać dzień nie wcześniejszy niż {today:%d.%m.%Y}."
        wrong = [
            (K.RENEWAL, last, f"Proszę podać dzień po {last:%d.%m.%Y}: do tego dnia obowiązuje."),
            (K.NOTICE, last + DAY, f"Porozumienie wygasa już {last:%d.%m.%Y}."),
            (K.AMENDMENT, last + DAY, f"Porozumienie wygasa już {last:%d.%m.%Y}."),
            (K.AMENDMENT, today - DAY, early),
            (K.NOTICE, today - DAY, early),
        ]

        for kind, day, words in wrong:
            with case(kind, day):
                assert refusal_of(ask, agreement=agreement, kind=kind, day=day) == {"day": [words]}
        assert refusal_of(ask, agreement=agreement, kind=K.AMENDMENT, text=" ") == {
            "text": ["Proszę napisać, co aneks ma zmienić."]
        }
        assert ChangeRequest.objects.count() == 0

    def test_a_closed_request_is_neither_closed_again_nor_in_the_way_of_another(self):
        agreement = ending()
        asked = ask(agreement, K.NOTICE)
        asked.decline(reason="brak podpisów")

        with pytest.raises(ValidationError, match="zamknięte bez zmian"):
            ChangeRequest.objects.get(pk=asked.pk).recall()

        assert ask(agreement, K.NOTICE).state == S.ASKED

    def test_free_words_are_in_no_history(self):
        asked = ask(ending(), K.NOTICE)

        kept = {field.name for field in asked.events.model._meta.fields}

        assert kept & {"text", "form_key"} == set()

    def test_the_agreement_tells_what_was_asked_and_why_nothing_came_of_it(self):
        agreement = ending()
        ask(agreement, K.AMENDMENT).decline(reason="nie ma doradcy")
        ask(agreement, K.NOTICE).recall()

        texts = [entry.text for entry in agreement_timeline(agreement)]

        assert texts[:4] == [
            "Organizacja wycofała zgłoszenie: wypowiedzenie",
            "Organizacja wysłała zgłoszenie: wypowiedzenie",
            "Zamknięto zgłoszenie bez zmian: aneks. Powód: nie ma doradcy",
            "Organizacja wysłała zgłoszenie: aneks",
        ]


class TestMails:
    def test_each_step_is_told_to_the_organisation_and_its_keepers(self, run_jobs):
        agreement = ending()
        organization = agreement.organization
        member = organization.memberships.create(user=make_user(), role="user").user
        run_jobs()
        mail.outbox.clear()
        subjects, people = [], set()

        first = ask(agreement, K.NOTICE, by=member, text="koniec działalności")
        run_jobs()
        first.recall()
        run_jobs()
        ask(agreement, K.AMENDMENT, by=member).decline(reason="nie ma doradcy")
        run_jobs()

        number = f"[JCOP] Porozumienie nr {agreement.number} – zgłoszenie"
        for letter in mail.outbox:
            subjects.append(letter.subject)
            people |= {*letter.to, *letter.cc, *letter.bcc}
        assert subjects == [
            f"{number}: wypowiedzenie",
            f"{number} wycofane: wypowiedzenie",
            f"{number} zamknięte bez zmian: aneks",
        ]
        assert {organization.email, member.email} <= people
        assert "Samo zgłoszenie niczego nie kończy." in mail.outbox[0].body
        assert "Powód: nie ma doradcy" in mail.outbox[2].body


class TestPanel:
    def form(self, agreement: Agreement, kind: str) -> str:
        return reverse("agreements:ask_change", args=[agreement.organization.key, agreement.pk, kind])

    def test_a_request_is_sent_seen_and_taken_back(self, as_user):
        agreement = ending()
        client = as_user(agreement.organization.registered_by)
        day = timezone.localdate() + 60 * DAY

        page = client.get(self.form(agreement, "przedluzenie")).content.decode()
        words = {"form_key": uuid.uuid4(), "text": "na rok", "day": day.isoformat()}
        answer = client.post(self.form(agreement, "przedluzenie"), words)
        shown = client.get(answer.url).content.decode()
        desk_page = client.get(reverse("organizations:desk", args=[agreement.organization.key]))
        asked = ChangeRequest.objects.get()
        back = client.post(
            reverse("agreements:recall_change", args=[agreement.organization.key, asked.pk]), follow=True
        )

        assert plain(f"obowiązuje od dnia po {dzien(agreement.valid_until)}") in page
        assert answer.url == agreement.get_absolute_url()
        assert plain(f"Przedłużenie (do kiedy: {dzien(day)}): na rok") in shown
        assert self.form(agreement, "przedluzenie") not in shown
        assert "odpowiedź na zgłoszenie – przedłużenie" in desk_page.content.decode()
        assert (asked.kind, asked.day, now(asked).state) == (K.RENEWAL, day, S.WITHDRAWN)
        assert self.form(agreement, "przedluzenie") in back.content.decode()

    def test_a_notice_says_before_it_is_sent_that_paper_ends_the_agreement(self, as_user):
        agreement = make_agreement()

        client = as_user(agreement.organization.registered_by)

        pages = [client.get(self.form(agreement, "wypowiedzenie")).content.decode()]
        DocumentText.draft(kind="agreement", body="<p>Trzy miesiące.</p><p>[[świadczenia]]</p>").publish(
            by=make_user()
        )
        pages.append(client.get(self.form(agreement, "wypowiedzenie")).content.decode())

        assert ["zapowiada wypowiedzenie Referatowi i samo niczego nie kończy" in page for page in pages] == [
            True
        ] * 2
        assert ["jest to miesiąc" in page for page in pages] == [True, False]

    def test_what_cannot_be_asked_is_said_and_words_already_typed_stay(self, as_user):
        agreement = make_agreement()
        client = as_user(agreement.organization.registered_by)
        words = {"form_key": uuid.uuid4(), "text": "dłużej niż bez końca", "day": ""}

        shown = client.get(self.form(agreement, "przedluzenie"), follow=True)
        sent = client.post(self.form(agreement, "przedluzenie"), words)
        unknown = client.get(self.form(agreement, "urlop"))

        assert [str(message) for message in shown.context["messages"]] == [agreement.why_not_ask(K.RENEWAL)]
        assert sent.context["form"].non_field_errors() == [agreement.why_not_ask(K.RENEWAL)]
        assert "dłużej niż bez końca" in sent.content.decode()
        assert unknown.status_code == 404

    def test_a_request_of_another_organisation_is_not_there(self, as_user):
        mine, other = make_agreement(), make_agreement()
        asked = ask(other, K.NOTICE)

        answer = as_user(mine.organization.registered_by).post(
            reverse("agreements:recall_change", args=[mine.organization.key, asked.pk])
        )

        assert (answer.status_code, now(asked).state) == (404, S.ASKED)


class TestDesk:
    @pytest.fixture
    def clerk(self, as_user) -> Client:
        return desk(as_user, "Referat")

    def test_what_waits_stands_in_a_queue_and_in_the_digest(self, clerk: Client):
        asked, stopped = ask(ending(), K.NOTICE), ask(ending(), K.AMENDMENT)
        ask(ending(), K.AMENDMENT).recall()
        stopped.agreement.organization.suspend(reason="kontrola")

        page = clerk.get("/admin/agreements/agreement/?kolejka=zgloszenia")

        assert list(page.context["cl"].queryset) == [asked.agreement]
        assert dict(waiting(timezone.localdate()))["Porozumienia ze zgłoszeniem organizacji"] == 1

    def test_a_request_is_closed_with_its_reason(self, clerk: Client):
        agreement = ending()
        asked, other = ask(agreement, K.AMENDMENT), ask(agreement, K.NOTICE)
        page = clerk.get(move(agreement, "decline_request")).content.decode()

        clerk.post(move(agreement, "decline_request"), {"asked": asked.pk, "reason": "nie ma doradcy"})

        assert "aneks: prosimy o dyżury" in page
        assert [now(asked).state, asked.reason, now(other).state] == [S.DECLINED, "nie ma doradcy", S.ASKED]
        shown = clerk.get(reverse("admin:agreements_agreement_change", args=[agreement.pk]))
        assert "zamknięte bez zmian (nie ma doradcy) – aneks: prosimy o dyżury" in shown.content.decode()

    def test_nothing_is_to_be_closed_where_nothing_waits(self, clerk: Client):
        agreement = ending()

        answer = clerk.get(move(agreement, "decline_request"))

        assert answer.status_code == 302

    def test_the_move_that_answers_begins_with_what_was_asked(self, as_user, case):
        office = desk(as_user, "Referat", "Zatwierdzający")
        today = timezone.localdate()
        agreement = ending(40)
        first, last, until = today + 7 * DAY, today + 35 * DAY, today + 400 * DAY
        ask(agreement, K.AMENDMENT, day=first)
        ask(agreement, K.RENEWAL, day=until)
        ask(agreement, K.NOTICE, day=last, text="koniec działalności")
        answers: dict[str, dict[str, date | str]] = {
            "draft_amendment": {"changes": "prosimy o dyżury", "valid_from": first},
            "amend": {"changes": "prosimy o dyżury", "valid_from": first},
            "draft_renewal": {"valid_until": until},
            "renew": {"valid_until": until},
            "terminate": {"mode": "by_org", "on": last, "reason": "koniec działalności"},
        }

        for verb, begins in answers.items():
            with case(verb):
                page = office.get(move(agreement, verb))
                initial = page.context["form"].initial

                assert {name: initial[name] for name in begins} == begins
                assert "Zgłoszenie organizacji" in page.content.decode()

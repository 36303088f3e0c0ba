"""What changes an agreement that is in force, what carries it on, and what waits at the office."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import reminders
from agreements.models import Agreement, Box, Grant, Right, ServiceRequest
from agreements.timeline import agreement_timeline
from jcop.models import Message
from jcop.moves import IllegalMove
from jcop.templatetags.polish import dzien
from tests.agreements.test_agreement_desk import desk
from tests.agreements.test_life import enter, refusal_of, services
from tests.factories import make_agreement, make_request, make_user, moment
from tests.rows import undone
from tests.spacing import plain

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OFFERED = ("sala", "sprzet-i-internet", "dyzury", "skrzynka")
Mode = Agreement.EndMode


@pytest.fixture
def ten_days_old() -> Agreement:
    """Of rooms only."""
    first = timezone.localdate() - 10 * DAY
    agreement = make_agreement(valid_from=first, services=("sala",))
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=first)
    agreement.refresh_from_db()
    return agreement


class TestAmendment:
    def test_services_are_carried_over_as_grants_with_dates(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 30 * DAY, services=("sala", "sprzet-i-internet"))

        amendment = agreement.amend(
            by=make_user(),
            signed_on=today,
            valid_from=today + DAY,
            changes="dyżury zamiast sprzętu",
            services=services("sala", "dyzury"),
        )

        granted = {
            grant.service.code: (grant.valid_from, grant.valid_until) for grant in agreement.grants.all()
        }
        assert granted == {
            "sala": (today - 30 * DAY, None),
            "sprzet-i-internet": (today - 30 * DAY, today),
            "dyzury": (today + DAY, None),
        }
        assert str(amendment) == "aneks nr 1"
        assert agreement.amendments_in_turn() == [(amendment, f"obowiązuje od {dzien(today + DAY)}")]
        rows = Agreement.objects
        assert [rows.granting(Right.EQUIPMENT, today + n * DAY).count() for n in (0, 1)] == [1, 0]
        assert [rows.granting(Right.DUTY, today + n * DAY).count() for n in (0, 1)] == [0, 1]

    def test_amendments_count_within_their_agreement_and_may_move_the_end(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 10 * DAY)
        told = {"by": make_user(), "signed_on": today, "valid_from": today, "changes": "termin"}

        numbers = [
            agreement.amend(services=services("sala"), valid_until=until, **told).number
            for until in (today + 90 * DAY, None)
        ]

        agreement.refresh_from_db()
        assert (numbers, agreement.valid_until) == ([1, 2], None)

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"changes": " "}, "changes"),
            ({"services": []}, "services"),
            ({"signed_on": -1}, "signed_on"),
            ({"signed_on": 1}, "signed_on"),
            ({"valid_from": -1}, "valid_from"),
            ({"valid_from": 11}, "valid_from"),
            ({"valid_until": -1}, "valid_until"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, told: dict, field: str):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 10 * DAY)
        told = {key: today + value * DAY if isinstance(value, int) else value for key, value in told.items()}
        usual = {"by": make_user(), "signed_on": today, "valid_from": today, "changes": "zakres"}

        refused = refusal_of(agreement.amend, **usual | {"services": services("sala")} | told)

        assert (list(refused), agreement.amendments.count()) == ([field], 0)

    @given(
        written=st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 6), st.sets(st.sampled_from(OFFERED), min_size=1)),
            max_size=6,
        )
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_each_day_has_the_services_of_the_newest_that_has_begun(
        self, ten_days_old: Agreement, written: list[tuple[int, int, set[str]]]
    ):
        """In whatever order they are entered: each is signed on a day of the agreement, and begins later."""
        agreement, first = ten_days_old, ten_days_old.valid_from
        naive = [(-1, 0, -1, {"sala"})]

        with undone():
            for number, (signed, later, codes) in enumerate(written):
                naive.append((signed, signed + later, number, codes))
                agreement.amend(
                    by=agreement.concluded_by,
                    signed_on=first + signed * DAY,
                    valid_from=first + (signed + later) * DAY,
                    changes="zakres",
                    services=services(*codes),
                )
            granted = [sorted(one.code for one in agreement.granted_on(first + n * DAY)) for n in range(12)]
            rows = agreement.grants.values_list("service", flat=True)
            at_once = {service: list(rows).count(service) for service in rows}

        newest = [max(row for row in naive if row[1] <= n) for n in range(12)]
        assert granted == [sorted(codes) for *_, codes in newest]
        assert all(at_once.values())

    def test_older_than_another_leaves_the_last_day_and_the_boxes_to_it(self, ten_days_old: Agreement):
        first, by = ten_days_old.valid_from, ten_days_old.concluded_by
        told = {"by": by, "changes": "zakres"}
        newer = {"signed_on": first + 5 * DAY, "valid_from": first + 8 * DAY, "valid_until": first + 90 * DAY}
        ten_days_old.amend(services=services("skrzynka"), **told, **newer)
        Box.objects.create(number=902).lend(agreement=ten_days_old, on=first + 9 * DAY, by=by)

        older = {"signed_on": first + 2 * DAY, "valid_from": first + 3 * DAY, "valid_until": first + 30 * DAY}
        ten_days_old.amend(services=services("dyzury"), **told, **older)

        ten_days_old.refresh_from_db()
        assert ten_days_old.valid_until == first + 90 * DAY
        assert [loan.last_day for loan in ten_days_old.box_loans.all()] == [first + 90 * DAY]
        assert [str(one) for one in ten_days_old.granted_on(first + 7 * DAY)] == [str(services("dyzury")[0])]

    def test_that_a_newer_leaves_no_day_to_says_which(self, ten_days_old: Agreement, as_user):
        first, told = ten_days_old.valid_from, {"by": ten_days_old.concluded_by, "changes": "zakres"}
        for signed, begins in ((5, 6), (2, 8)):
            days = {"signed_on": first + signed * DAY, "valid_from": first + begins * DAY}
            ten_days_old.amend(services=services("sala"), **told, **days)
        keeper = ten_days_old.organization.memberships.get().user

        page = as_user(keeper).get(ten_days_old.get_absolute_url()).content.decode()

        turns = [words for _, words in ten_days_old.amendments_in_turn()]
        assert turns == [f"obowiązuje od {dzien(first + 6 * DAY)}", "nie obowiązuje: zastąpił go aneks nr 1"]
        assert [plain(words) in page for words in turns] == [True, True]

    def test_an_agreement_that_was_ended_is_not_amended(self):
        today = timezone.localdate()
        agreement = make_agreement().terminate(on=today + 40 * DAY, reason="koniec")
        told = {"signed_on": today, "valid_from": today, "changes": "zakres", "services": services("sala")}

        assert "nikt nie rozwiązał" in refusal_of(agreement.amend, by=make_user(), **told)[""][0]

    @pytest.mark.parametrize(("days", "is_refused"), [(5, False), (6, True), (None, True)])
    def test_reaches_to_the_day_before_the_renewal(self, days: int | None, is_refused: bool):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)
        renewal = agreement.renew(by=make_user(), signed_on=today)
        told = {"signed_on": today, "valid_from": today, "changes": "zakres", "services": services("sala")}
        until = None if days is None else today + days * DAY

        refused = refusal_of(agreement.amend, by=make_user(), valid_until=until, **told) if is_refused else {}

        assert [renewal.number in words for words in refused.get("valid_until", [])] == [True] * is_refused
        if not is_refused:
            agreement.amend(by=make_user(), valid_until=until, **told)

    def test_the_mail_says_what_changes_and_from_when(self, run_jobs, mailoutbox):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 50 * DAY)
        told = {"signed_on": today, "services": services("sala"), "valid_until": today + 40 * DAY}
        agreement.amend(by=make_user(), valid_from=today, changes="tylko sala", **told)
        agreement.amend(by=make_user(), valid_from=today + DAY, changes="sala dłużej", **told)

        run_jobs()

        first, second = [sent.body for sent in mailoutbox if "zawarto aneks" in sent.body]
        assert f"Aneks nr 1 z {dzien(today)}: obowiązuje od {dzien(today)}\nCo zmienia: tylko sala\n" in first
        assert "sala dłużej" not in first
        assert f"obowiązuje od {dzien(today + DAY)}\nCo zmienia: sala dłużej\n" in second
        assert f"Porozumienie obowiązuje do {dzien(today + 40 * DAY)} włącznie." in second


class TestRenewal:
    @pytest.mark.parametrize("verb", ["terminate", "annul"])
    def test_stays_when_the_first_ends_and_whoever_ends_it_reads_so(self, as_user, verb: str):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)
        renewal = agreement.renew(by=make_user(), signed_on=today)
        office = desk(as_user, "Zatwierdzający")

        page = office.get(f"/admin/agreements/agreement/{agreement.pk}/czynnosc/{verb}/").content.decode()

        assert f"Porozumienie nr {renewal.number}, które to przedłuża od" in page
        assert "pozostaje zawarte" in page

    def test_of_an_agreement_that_is_terminated_is_named_in_its_mail(self, run_jobs, mailoutbox):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 50 * DAY)
        renewal = agreement.renew(by=make_user(), signed_on=today)
        noticed = {"mode": Mode.BY_CITY, "noticed_on": today}

        agreement.terminate(on=today + 40 * DAY, reason="zmiana siedziby", **noticed)
        run_jobs()

        body = mailoutbox[-1].body
        assert f"wypowiedzenie przez Miasto, z miesięcznym wyprzedzeniem, doręczone {dzien(today)}" in body
        assert f"Porozumienie nr {renewal.number}, które je przedłuża, jest nadal zawarte" in body

    def test_goes_on_with_the_same_services_on_the_day_after_the_last(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)

        renewal = agreement.renew(by=make_user(), signed_on=today, valid_until=today + 370 * DAY)

        assert (renewal.renews, agreement.renewal) == (agreement, renewal)
        assert (renewal.valid_from, renewal.valid_until) == (today + 6 * DAY, today + 370 * DAY)
        assert renewal.number != agreement.number
        for days, rows in [(5, [agreement]), (6, [renewal])]:
            assert list(Agreement.objects.granting(Right.ROOM, today + days * DAY)) == rows

    def test_late_begins_when_it_is_signed_and_not_before(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 30 * DAY, valid_until=today - 3 * DAY)

        renewal = agreement.renew(by=make_user(), signed_on=today)

        assert renewal.valid_from == today
        assert list(Agreement.objects.in_force(today - DAY)) == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda one: one.terminate(on=timezone.localdate() + 2 * DAY, reason="koniec"), "terminated"),
            (lambda one: one.annul(reason="pomyłka"), "not_concluded"),
            (lambda one: one.renew(by=make_user(), signed_on=timezone.localdate()), "renewed"),
            (lambda one: Agreement.objects.update(valid_until=None), "endless"),
        ],
    )
    def test_of_what_cannot_go_on_is_refused(self, change, code: str):
        agreement = make_agreement(valid_until=timezone.localdate() + 5 * DAY)
        change(agreement)
        before = Agreement.objects.count()

        with pytest.raises(ValidationError) as refusal:
            agreement.renew(by=make_user(), signed_on=timezone.localdate())

        assert (refusal.value.code, Agreement.objects.count()) == (code, before)


class TestWhatWaits:
    def test_a_copy_that_nobody_collects_for_a_week_is_waiting(self):
        agreement, today = make_agreement(), timezone.localdate()
        enter()

        by_day = [list(Agreement.objects.uncollected(today + n * DAY)) for n in (6, 7)]
        agreement.hand_over(on=today, to="Jan Drugi", copies=1)

        assert by_day == [[], [agreement]]
        assert list(Agreement.objects.uncollected(today + 7 * DAY)) == []

    def test_the_digest_names_both_queues(self):
        Agreement.objects.filter(pk=make_agreement().pk).update(concluded_at=timezone.now() - 8 * DAY)
        make_request(state=ServiceRequest.State.ACCEPTED)

        waiting = dict(reminders.waiting(timezone.localdate()))

        assert waiting["Porozumienia do podpisu przez Miasto"] == 1
        assert waiting["Egzemplarze nieodebrane od tygodnia"] == 1

    def test_before_the_end_the_organisation_is_told_twice_and_each_time_once(self):
        first = moment(date(2027, 3, 1), 9)
        end = date(2027, 3, 31)
        agreement = make_agreement(valid_until=end)

        told = []
        for days in (-1, 0, 0, 10, 23, 24, 25):
            reminders.remind(first + days * DAY)
            told.append(Message.objects.about(agreement).filter(kind="agreement_ends").count())

        # 28 February is a Sunday, 24 March the first day of the last week.
        assert told == [0, 1, 1, 1, 2, 2, 2]

    def test_what_is_renewed_or_endless_is_not_reminded_of(self):
        today = timezone.localdate()
        make_agreement()
        make_agreement(valid_until=today + 5 * DAY).renew(by=make_user(), signed_on=today)

        assert list(Agreement.objects.ending(today)) == []


class TestWaysBack:
    def test_a_termination_is_taken_back_with_its_box_and_told(self, run_jobs, mailoutbox):
        today = timezone.localdate()
        agreement = make_agreement(services=("skrzynka",), valid_until=today + 90 * DAY)
        loan = Box.objects.create(number=7).lend(agreement=agreement, on=today, by=make_user())
        agreement.terminate(on=today + 9 * DAY, reason="pomyłka", mode=Mode.BREACH)

        agreement.go_on(reason="rozwiązano nie to porozumienie")
        run_jobs()

        loan.refresh_from_db()
        agreement.refresh_from_db()
        assert (agreement.last_day, loan.last_day) == (today + 90 * DAY, today + 90 * DAY)
        assert (agreement.end_reason, agreement.end_mode) == ("", "")
        assert [sent.subject for sent in mailoutbox if "rozwiązane" in sent.subject] == []
        assert f"obowiązuje do {dzien(today + 90 * DAY)} włącznie" in mailoutbox[-1].body
        lines = [entry.text for entry in agreement_timeline(agreement)]
        assert "Cofnięto rozwiązanie. Powód: rozwiązano nie to porozumienie" in lines

    def test_what_was_not_terminated_is_not_taken_back(self):
        with pytest.raises(IllegalMove):
            make_agreement().go_on(reason="pomyłka")

    def test_a_change_to_sign_is_withdrawn_with_its_earlier_prints_and_told(self, run_jobs, mailoutbox):
        agreement, words = make_agreement(), {"by": make_user(), "services": services("sala")}
        agreement.draft_amendment(changes="sala", **words)
        draft = agreement.draft_amendment(changes="tylko sala", **words)

        agreement.withdraw_draft(draft=draft, reason="pomyłka w zakresie")
        run_jobs()

        assert agreement.drafts_to_sign == list(Agreement.objects.to_change()) == []
        [body] = [sent.body for sent in mailoutbox if "aneks" in sent.subject]
        assert "Powód: pomyłka w zakresie\n\nProsimy tego kompletu nie podpisywać." in body
        assert refusal_of(agreement.withdraw_draft, draft=draft, reason="znowu")

    def test_the_desk_offers_to_withdraw_what_waits(self, as_user):
        agreement, words = make_agreement(), {"by": make_user(), "services": services("sala")}
        draft = agreement.draft_amendment(changes="sala", **words)
        clerk = desk(as_user, "Referat")
        path = f"/admin/agreements/agreement/{agreement.pk}/czynnosc/withdraw_draft/"

        answers = [clerk.post(path, {"draft": draft.pk, "reason": reason}) for reason in (" ", "pomyłka")]

        assert [answer.status_code for answer in answers] == [200, 302]
        assert "(wycofany)" in clerk.get(answers[1].url).content.decode()


class TestQueues:
    def test_what_has_ended_lately_and_is_not_renewed(self):
        today = timezone.localdate()
        ends = [today, today - DAY, today - 7 * DAY, today - 8 * DAY, today - DAY]
        first = today - 30 * DAY
        rows = [make_agreement(valid_from=first, valid_until=end) for end in ends]
        rows[4].renew(by=make_user(), signed_on=today)

        assert set(Agreement.objects.expired(today)) == set(rows[1:3])

    def test_what_begins_later(self):
        today = timezone.localdate()
        make_agreement(valid_from=today)
        later = make_agreement(valid_from=today + DAY)

        assert list(Agreement.objects.begun_later(today)) == [later]

    def test_what_is_printed_to_sign_is_what_the_agreement_itself_says(self):
        today, clerk = timezone.localdate(), make_user()
        rows = [make_agreement(valid_until=today + 50 * DAY) for _ in range(5)]
        words = {"by": clerk, "services": services("sala")}
        for agreement in rows[:3]:
            agreement.draft_amendment(changes="tylko sala", **words)
        rows[1].amend(signed_on=today, valid_from=today, changes="tylko sala", **words)
        rows[2].terminate(on=today, reason="koniec")
        rows[3].draft_renewal(**words)
        rows[4].draft_renewal(**words)
        rows[4].renew(by=clerk, signed_on=today)

        by_row = [agreement for agreement in rows if agreement.drafts_to_sign]

        assert by_row == [rows[0], rows[3]]
        assert set(Agreement.objects.to_change()) == set(by_row)


def test_grants_of_a_day_are_read_from_their_dates():
    today = timezone.localdate()
    agreement = make_agreement(services=("sala", "dyzury"))
    Grant.objects.filter(agreement=agreement, service__code="dyzury").update(valid_from=today + DAY)

    assert [service.code for service in agreement.granted_on(today)] == ["sala"]

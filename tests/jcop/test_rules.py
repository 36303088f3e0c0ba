"""From a violated constraint, a refused move and a broken deadlock to a sentence beside the form."""

import threading
from collections.abc import Callable

import pghistory
import pytest
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from agreements.models import ServiceRequest
from jcop.history import became, moment, story
from jcop.models import Announcement, HoursPeriod, User
from jcop.moves import IllegalMove
from jcop.rules import again_after_deadlock, violations_reported_on
from organizations.models import Organization
from tests.bookings.test_race import race
from tests.factories import make_organization, make_request, make_user


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False)


class NewsForm(forms.ModelForm):
    class Meta:
        model = Announcement
        fields = ["title", "slug", "body", "publish_until"]


@pytest.mark.django_db
class TestViolationsReportedOnAForm:
    def test_a_violated_constraint_stands_above_the_form_in_its_own_words(self):
        first, form = make_organization(), ReasonForm({})

        with violations_reported_on(form):
            make_organization(krs=first.krs)

        assert form.errors == {NON_FIELD_ERRORS: ["Organizacja o tym numerze KRS jest już w portalu."]}

    def test_a_refusal_stands_beside_the_field_it_names(self):
        form = ReasonForm({})

        with violations_reported_on(form):
            raise ValidationError({"reason": "Podaj powód.", "day": "Za późno."})

        assert form.errors == {"reason": ["Podaj powód."], NON_FIELD_ERRORS: ["Za późno."]}

    def test_an_illegal_move_stands_above_the_form(self):
        request, form = make_request(state=ServiceRequest.State.ACCEPTED), ReasonForm({})

        with violations_reported_on(form):
            request.withdraw()

        assert form.non_field_errors() == [
            f"Tej czynności nie można już wykonać: {became(request, with_name=False)}."
        ]

    def test_what_was_done_before_the_refusal_is_undone(self):
        form = ReasonForm({})

        with violations_reported_on(form):
            make_user("niedoszla@example.org")
            raise ValidationError("nie")

        assert not User.objects.filter(email="niedoszla@example.org").exists()

    def test_a_constraint_without_a_sentence_is_named(self):
        form = ReasonForm({})

        with violations_reported_on(form):
            Organization.objects.filter(pk=make_organization().pk).update(state="unknown")

        assert form.non_field_errors() == ['Ograniczenie "organization_state_known" zostało naruszone.']

    def test_what_no_constraint_of_ours_explains_is_raised(self):
        user, form = make_user(), ReasonForm({})

        with pytest.raises(IntegrityError), violations_reported_on(form):
            type(user).objects.filter(pk=user.pk).update(email=None)

        assert form.errors == {}

    def test_a_value_that_may_stand_once_is_told_in_the_words_of_its_field(self):
        user, form = make_user(), ReasonForm({})

        with violations_reported_on(form):
            make_user(user.email)

        [error] = form.non_field_errors()
        assert error.startswith("Istnieje już Konto z tą wartością")


@pytest.mark.django_db
class TestRuled:
    def test_a_constraint_on_a_field_outside_the_form_is_told_above_it(self):
        row = Announcement(publish_from=timezone.now())
        early = row.publish_from.replace(year=2020)

        form = NewsForm({"title": "t", "slug": "t", "body": "b", "publish_until": early}, instance=row)

        assert form.errors == {NON_FIELD_ERRORS: ["Ogłoszenie kończy się wcześniej, niż się zaczyna."]}

    def test_a_row_that_keeps_every_rule_passes(self):
        assert HoursPeriod(kind="pattern", valid_from="2026-01-01").full_clean() is None


@pytest.mark.django_db
class TestMoves:
    def test_a_move_of_a_stale_object_is_refused_and_names_the_state_of_now(self):
        request = make_request(state=ServiceRequest.State.UNDER_EXAMINATION)
        stale = ServiceRequest.objects.get(pk=request.pk)
        request.withdraw()

        with pytest.raises(IllegalMove) as refusal:
            stale.accept(by=make_user())

        assert refusal.value.code == "illegal_move"
        day = moment(request.events.latest("pgh_id").pgh_created_at)
        assert refusal.value.messages == [
            f"Tej czynności nie można już wykonać: {day} stan zmienił się na „wycofane” (portal)."
        ]
        assert stale.state == ServiceRequest.State.WITHDRAWN

    def test_a_move_changes_the_object_as_it_changes_the_row(self):
        organization, user = make_organization(), make_user()

        organization.verify(by=user, source="krs")

        stored = Organization.objects.get(pk=organization.pk)
        assert (organization.state, organization.state_reason) == (stored.state, stored.state_reason)

    @pytest.mark.parametrize("state", ["registered", "verified", "suspended", "closed"])
    def test_what_may_move_is_read_from_one_table(self, state: str):
        organization = Organization(state=state)

        allowed = {
            to for to in Organization.State if to in Organization.SOURCES and organization.may_move(to)
        }

        assert allowed == {to for to, sources in Organization.SOURCES.items() if state in sources}

    def test_every_state_but_the_first_can_be_reached_and_none_from_itself(self):
        for model in (Organization, ServiceRequest):
            assert set(model.State) - set(model.SOURCES) <= {model._meta.get_field("state").default}
            assert all(to not in sources for to, sources in model.SOURCES.items())


def crossing(attempts: list[int], meet: threading.Barrier, rows: list[int]) -> Callable[[int], int]:
    """A verb that locks its two rows in an order of its own: two at once block each other."""

    @again_after_deadlock
    @transaction.atomic
    def verb(number: int) -> int:
        attempts[number] += 1
        first, second = rows[::-1] if number else rows
        Organization.objects.select_for_update().get(pk=first)
        if attempts[number] == 1:
            meet.wait()
        Organization.objects.select_for_update().get(pk=second)
        return number

    return verb


@pytest.mark.django_db(transaction=True)
class TestDeadlocks:
    def test_the_one_that_postgresql_ends_is_tried_again_and_succeeds(self):
        rows = [make_organization().pk, make_organization().pk]
        attempts = [0, 0]

        results = race(crossing(attempts, threading.Barrier(2), rows), rivals=2)

        assert results == [0, 1]
        assert 2 in attempts  # Whoever was ended began anew; now and then both are, one after the other.

    def test_the_second_deadlock_becomes_a_sentence(self):
        rows = [make_organization().pk, make_organization().pk]
        ended: list[str] = []

        @again_after_deadlock
        def verb(number: int) -> None:
            try:
                cross(number)
            except OperationalError as error:
                ended.append(type(error.__cause__).__name__)
                raise

        def cross(number: int) -> None:
            """Against a partner of its own each time, who waits longer before PostgreSQL looks."""
            meet, partner = threading.Barrier(2), None

            def wait_in_turn() -> None:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL deadlock_timeout = '20s'")
                    Organization.objects.select_for_update().get(pk=rows[1])
                    meet.wait()
                    Organization.objects.select_for_update().get(pk=rows[0])
                connection.close()

            partner = threading.Thread(target=wait_in_turn)
            try:
                with transaction.atomic():
                    Organization.objects.select_for_update().get(pk=rows[0])
                    partner.start()
                    meet.wait()
                    Organization.objects.select_for_update().get(pk=rows[1])
            finally:
                partner.join()

        [refusal] = race(verb, rivals=1)

        assert ended == ["DeadlockDetected", "DeadlockDetected"]
        assert isinstance(refusal, ValidationError)
        assert refusal.code == "taken"
        assert refusal.messages == ["W tej chwili ktoś inny zajmuje ten termin. Proszę spróbować ponownie."]

    def test_another_failure_of_the_database_is_not_repeated(self):
        attempts = []

        @again_after_deadlock
        def verb() -> None:
            attempts.append(1)
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 10")
                try:
                    cursor.execute("SELECT pg_sleep(5)")
                finally:
                    cursor.execute("SET statement_timeout = 0")

        with pytest.raises(OperationalError):
            verb()

        assert attempts == [1]


@pytest.mark.django_db
def test_the_history_of_a_row_asks_for_its_authors_once(django_assert_num_queries):
    notice = Announcement.objects.create(title="Pierwszy", slug="pierwszy", body="Treść.")
    people = [make_user() for _ in range(3)]
    for person in people:
        with pghistory.context(user=person.pk, role="staff"):
            notice.title = f"Tytuł od {person.pk}"
            notice.save()

    with django_assert_num_queries(2):
        lines = story(notice)

    assert [name for _, name, _ in lines] == [str(person) for person in reversed(people)]

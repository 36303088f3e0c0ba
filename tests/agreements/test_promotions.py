"""Events and volunteering posts of organisations: sent, approved, corrected, shown until their day."""

import threading
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from agreements.models import Promotion
from agreements.upkeep import forget_promotions
from jcop import pages as kept
from jcop.moves import IllegalMove
from jcop.opening.hours import WARSAW
from organizations.models import Organization
from tests.bookings.test_contacts import everywhere
from tests.factories import make_agreement, make_user
from tests.walked import make_promotion

DAY = timedelta(days=1)
State = Promotion.State
LISTS = {"event": "/wydarzenia-organizacji/", "volunteering": "/wolontariat/"}


def clerk():
    return make_user(groups=("Referat",))


def correct(promotion: Promotion, **words: object) -> Promotion:
    said = {name: getattr(promotion, name) for name in ("title", "text", "place", "happens_on", "times")}
    told = {"shown_until": promotion.shown_until, "form_key": uuid.uuid4()}
    return promotion.correct(by=promotion.sent_by, **said | told | words)


def states(promotion: Promotion) -> list[str]:
    return list(Promotion.objects.filter(key=promotion.key).order_by("pk").values_list("state", flat=True))


def text(client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.django_db
class TestLife:
    @pytest.mark.parametrize("kind", LISTS)
    def test_nothing_is_shown_before_the_office_approves(self, client, kind: str):
        promotion = make_promotion(kind=kind, state="sent", title="Sadzenie drzew")

        before = text(client, LISTS[kind])
        hidden = client.get(promotion.get_absolute_url()).status_code
        promotion.approve(by=clerk())

        assert "Sadzenie drzew" not in before
        assert hidden == 404
        assert "Sadzenie drzew" in text(client, LISTS[kind])
        assert client.get(promotion.get_absolute_url()).status_code == 200

    def test_it_is_returned_with_a_reason_mended_and_approved(self):
        promotion = make_promotion(state="returned")

        correct(promotion, title="Krótszy tytuł")
        sent = (promotion.state, promotion.reason, promotion.decided_by)
        promotion.approve(by=clerk())

        assert sent == ("sent", "", None)
        assert states(promotion) == ["approved"]
        assert Promotion.objects.get().title == "Krótszy tytuł"

    def test_a_return_without_a_reason_is_refused(self):
        promotion = make_promotion(state="sent")

        with pytest.raises(IntegrityError, match="promotion_returned_has_reason"), transaction.atomic():
            promotion.return_for_correction(by=clerk(), reason=" ")

        assert states(promotion) == ["sent"]

    def test_an_approved_text_stays_until_its_correction_is_approved(self, client):
        promotion = make_promotion(title="Stary tytuł")
        waiting = correct(promotion, title="Nowy tytuł")

        before = text(client, promotion.get_absolute_url())
        waiting.approve(by=clerk())
        after = text(client, promotion.get_absolute_url())

        assert "<h1>Stary tytuł</h1>" in before
        assert "<h1>Nowy tytuł</h1>" in after
        assert waiting.get_absolute_url() == promotion.get_absolute_url()
        assert states(promotion) == ["replaced", "approved"]

    def test_only_one_correction_waits_at_a_time(self):
        promotion = make_promotion()
        correct(promotion, title="Pierwsza")

        with pytest.raises(ValidationError, match="Poprawiona treść już czeka"):
            correct(promotion, title="Druga")

        assert states(promotion) == ["approved", "sent"]

    def test_the_same_form_sent_twice_gives_the_first(self):
        first = make_promotion(state="sent")
        told = {"kind": "event", "organization": first.organization, "by": first.sent_by}

        second = Promotion.send(form_key=first.form_key, title="Inny", **told)
        key = uuid.uuid4()
        shown = make_promotion()
        twice = [correct(shown, form_key=key).pk for _ in range(2)]

        assert second == first
        assert twice[0] == twice[1] != shown.pk

    def test_withdrawing_takes_the_waiting_correction_along(self, client):
        promotion = make_promotion()
        correct(promotion, title="Nowy")

        promotion.withdraw()

        assert states(promotion) == ["withdrawn", "withdrawn"]
        assert client.get(promotion.get_absolute_url()).status_code == 404

    def test_a_correction_given_up_leaves_what_is_shown(self):
        promotion = make_promotion()

        correct(promotion, title="Nowy").withdraw()

        assert states(promotion) == ["approved", "withdrawn"]

    def test_a_stale_click_is_refused_and_changes_nothing(self):
        promotion = make_promotion(state="sent")
        stale = Promotion.objects.get()
        promotion.withdraw()

        for act in (lambda: stale.approve(by=clerk()), stale.withdraw, lambda: correct(stale)):
            with pytest.raises(IllegalMove):
                act()
        assert states(promotion) == ["withdrawn"]

    def test_the_office_takes_down_what_it_had_approved(self, client):
        promotion = make_promotion()

        promotion.take_down(by=clerk(), reason="Wydarzenie odwołane.")

        assert client.get(promotion.get_absolute_url()).status_code == 404
        assert Promotion.objects.get().reason == "Wydarzenie odwołane."

    @pytest.mark.parametrize(
        ("act", "subject", "words"),
        [
            (lambda p: p.approve(by=clerk()), "Centrum zaakceptowało ogłoszenie", "/wydarzenia-organizacji/"),
            (
                lambda p: p.return_for_correction(by=clerk(), reason="Brak godziny."),
                "Ogłoszenie do poprawy",
                "Powód: Brak godziny.",
            ),
            (
                lambda p: p.approve(by=clerk()).take_down(by=clerk(), reason="Skarga."),
                "Ogłoszenie zdjęte ze strony",
                "Powód: Skarga.",
            ),
        ],
    )
    def test_whoever_sent_it_is_told_of_the_decision(self, run_jobs, act, subject: str, words: str):
        promotion = make_promotion(state="sent", title="Festyn & kino")
        run_jobs()
        mail.outbox.clear()

        act(promotion)
        run_jobs()

        told = mail.outbox[-1]
        assert told.to == [promotion.sent_by.email]
        assert told.subject == f"[JCOP] {subject}: Festyn & kino"
        assert words in told.body

    def test_a_second_return_is_told_too(self, run_jobs):
        promotion = make_promotion(state="sent")
        for reason in ("Pierwszy powód.", "Drugi powód."):
            promotion.return_for_correction(by=clerk(), reason=reason)
            run_jobs()
            correct(promotion)

        bodies = [letter.body for letter in mail.outbox if "do poprawy" in letter.subject]
        assert [("Pierwszy" in body, "Drugi" in body) for body in bodies] == [(True, False), (False, True)]


@pytest.mark.django_db
class TestGround:
    def test_without_an_agreement_in_force_nothing_is_sent(self):
        today = timezone.localdate()
        ended = make_agreement(valid_from=today - 9 * DAY, valid_until=today - DAY)

        with pytest.raises(ValidationError, match="której porozumienie dziś obowiązuje"):
            make_promotion(agreement=ended)

    def test_without_a_public_contact_nothing_is_sent(self):
        organization = make_agreement().organization
        told = {"kind": "volunteering", "form_key": uuid.uuid4(), "by": organization.registered_by}

        with pytest.raises(ValidationError, match="telefon albo e-mail dla mieszkańców"):
            Promotion.send(organization=organization, title="Pomoc", **told)

    @pytest.mark.parametrize("end", ["suspend", "terminate", "annul"])
    def test_what_takes_the_ground_hides_the_announcement(self, client, end: str):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 9 * DAY)
        promotion = make_promotion(agreement=agreement)
        assert promotion.title in text(client, "/")

        if end == "suspend":
            agreement.organization.suspend(reason="wyjaśnienia")
        elif end == "terminate":
            agreement.terminate(on=today - DAY, reason="koniec")
        else:
            agreement.annul(reason="pomyłka")

        assert promotion.title not in text(client, "/")
        assert promotion.title not in text(client, LISTS["event"])
        assert promotion.title not in text(client, "/szukaj/?q=zapowiedz")
        assert client.get(promotion.get_absolute_url()).status_code == 404

    def test_an_announcement_of_an_organisation_that_lost_its_ground_is_not_approved(self):
        promotion = make_promotion(state="sent")
        promotion.organization.suspend(reason="wyjaśnienia")

        with pytest.raises(ValidationError, match="konto nie jest zawieszone"):
            promotion.approve(by=clerk())

        assert states(promotion) == ["sent"]

    def test_it_is_shown_until_its_day_and_not_longer(self):
        promotion = make_promotion()
        last = promotion.shown_until

        shown = [Promotion.objects.shown(day).exists() for day in (last, last + DAY)]

        assert shown == [True, False]
        assert promotion.status(last + DAY) == "zakończone"

    @pytest.mark.parametrize(
        ("words", "field", "sentence"),
        [
            ({"happens_on": -1}, "happens_on", "Ten dzień już minął."),
            ({"shown_until": -1}, "shown_until", "Ten dzień już minął."),
            ({"shown_until": 367}, "shown_until", "Ogłoszenie może być widoczne najwyżej przez rok."),
        ],
    )
    def test_a_day_that_cannot_be_is_told_beside_its_field(self, words: dict, field: str, sentence: str):
        days = {name: timezone.localdate() + number * DAY for name, number in words.items()}

        with pytest.raises(ValidationError) as refusal:
            make_promotion(**days)

        assert refusal.value.message_dict == {field: [sentence]}

    def test_a_pesel_is_refused(self):
        with pytest.raises(ValidationError, match="numer PESEL"):
            make_promotion(text="Zgłoszenia: 44051401359")


@pytest.mark.django_db
class TestPrivacy:
    def test_a_year_after_its_end_nothing_of_the_text_is_left_anywhere(self):
        words = {
            "title": "Tytułowyciek",
            "text": "Treśćwyciek",
            "place": "Miejscewyciek",
            "times": "Czaswyciek",
        }
        shown = make_promotion(**words)
        correct(shown).withdraw()
        young = make_promotion(title="Młodszywpis")
        old = timezone.localdate() - 366 * DAY
        Promotion.objects.filter(key=shown.key).update(shown_until=old, happens_on=old)

        assert "wyciek" in everywhere()
        forget_promotions(0)

        assert "wyciek" not in everywhere()
        assert list(Promotion.objects.all()) == [young]

    def test_no_person_is_named_to_residents(self, client):
        promotion = make_promotion()
        public = "public@example.org"
        Organization.objects.update(public_email=public, email="wewnetrzny@example.org")

        page = text(client, promotion.get_absolute_url())

        assert "32 47 19 555" in page
        assert f"mailto:{public}" in page
        assert promotion.sent_by.full_name not in page
        assert "wewnetrzny@example.org" not in page

    def test_a_deleted_account_leaves_the_announcement(self):
        promotion, person = make_promotion(), make_user()
        Promotion.objects.update(sent_by=person)

        person.delete()

        promotion.refresh_from_db()
        assert promotion.sent_by is None


@pytest.mark.django_db(transaction=True)
def test_kept_pages_end_with_the_last_day_of_an_announcement(client, monkeypatch: pytest.MonkeyPatch):
    kept.pages.forget()
    promotion = make_promotion()
    last = datetime.combine(promotion.shown_until, time(23, 59), WARSAW)
    seen = []
    for now in (last, last + timedelta(minutes=1)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        seen.append([promotion.title in text(client, path) for path in ("/", LISTS["event"])])
    kept.pages.forget()

    assert seen == [[True, True], [False, False]]


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_approve_and_return_at_once_one_decides():
    promotion = make_promotion(state="sent")
    one, other = clerk(), clerk()
    started, refused = threading.Barrier(2), []

    def decide(act) -> None:
        started.wait(10)
        try:
            act(Promotion.objects.get())
        except IllegalMove as error:
            refused.append(error.code)
        connections.close_all()

    acts = [lambda p: p.approve(by=one), lambda p: p.return_for_correction(by=other, reason="Za długie.")]
    threads = [threading.Thread(target=decide, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["illegal_move"]
    assert len(states(promotion)) == 1
    assert promotion.events.model.objects.filter(state__in=["approved", "returned"]).count() == 1

"""The agreement's life in the timeline of its case, and on its own page when it came without one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.timeline import agreement_timeline, timeline
from jcop.templatetags.polish import dzien
from tests.agreements.test_agreement_desk import desk, move
from tests.agreements.test_life import enter, received, services
from tests.factories import make_agreement, make_user
from tests.files import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)


def test_the_case_tells_what_became_of_its_agreement():
    today, clerk = timezone.localdate(), make_user()
    agreement = received()
    agreement.record_signatures(by=clerk, signatories=agreement.organization.representatives.all())
    agreement.request.accept(by=clerk)
    agreement.conclude(by=clerk, number="7/2026", signed_on=today, valid_until=today + 9 * DAY)
    agreement.attach_scan(by=clerk, upload=upload(pdf(), "skan.pdf"))
    agreement.hand_over(on=today, to="Jan Odbiorca", copies=1)
    told = {"signed_on": today, "valid_from": today, "valid_until": today + 20 * DAY}
    agreement.amend(by=clerk, changes="dłuższy czas", services=services("sala"), **told)
    renewal = agreement.renew(by=clerk, signed_on=today)

    texts = [entry.text for entry in timeline(agreement.request)]

    day, end, later = (dzien(today + n * DAY) for n in (0, 9, 21))
    for words in (
        f"Wpłynął podpisany komplet (data wpływu: {day})",
        "Odnotowano podpisy organizacji: 2",
        f"Zawarto porozumienie nr 7/2026 z {day}, obowiązuje od {day} do {end}",
        "Dołączono skan podpisanego porozumienia",
        f"Wydano egzemplarz organizacji ({day})",
        f"Zawarto aneks nr 1 z {day}, obowiązuje od {day}: dłuższy czas",
        f"Przedłużono: porozumienie nr {renewal.number}, obowiązuje od {later} bezterminowo",
    ):
        assert texts.count(words) == 1
    assert "Jan Odbiorca" not in " ".join(texts)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (
            lambda one: one.terminate(on=timezone.localdate(), reason="rezygnacja"),
            "Rozwiązano porozumienie (za porozumieniem stron), ostatni dzień:",
        ),
        (lambda one: one.annul(reason="rezygnacja"), "Anulowano numer porozumienia"),
    ],
)
def test_an_end_is_told_with_its_reason(act, words: str):
    agreement = make_agreement()

    act(agreement)

    [entry] = [entry for entry in timeline(agreement.request) if entry.text.startswith(words)]
    assert entry.text.endswith("Powód: rezygnacja")


def test_a_number_cancelled_after_a_termination_takes_no_termination_back():
    agreement = make_agreement()
    agreement.terminate(on=timezone.localdate(), reason="zgoda")

    agreement.annul(reason="pomyłka")

    texts = [entry.text for entry in timeline(agreement.request)]
    assert [text for text in texts if text.startswith("Cofnięto")] == []


def test_an_old_paper_and_a_renewal_say_where_they_came_from():
    today = timezone.localdate()
    old = enter(valid_until=today + 5 * DAY)

    renewal = old.renew(by=make_user(), signed_on=today)

    assert agreement_timeline(renewal)[0].text.startswith("Przedłużono: zawarto")
    assert {entry.text.partition(" porozumienie")[0] for entry in agreement_timeline(old)} == {
        "Wprowadzono z papieru",
        "Przedłużono:",
    }


def test_the_page_of_an_agreement_names_who_did_it_to_the_office(as_user):
    agreement = make_agreement()
    approver = desk(as_user, "Zatwierdzający")
    told = {"mode": "agreed", "on": timezone.localdate().isoformat(), "reason": "rezygnacja"}
    approver.post(move(agreement, "terminate"), told)

    page = approver.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()
    newest = agreement_timeline(agreement)[0]

    assert (newest.who, bool(newest.person)) == ("Referat", True)
    assert f"Referat ({newest.person}): Rozwiązano porozumienie" in page

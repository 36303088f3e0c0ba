"""Reminders: found by state, each sent once, and only what is still true."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import resolve
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import CaseLetter, Service, ServiceRequest
from agreements.models import Message as Written
from agreements.reminders import examiners, remind, waiting
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, Message, User
from jcop.models.messages import post
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import deadline, workdays_after
from jcop.templatetags.polish import dzien
from tests.factories import make_request, make_user
from tests.spacing import plain

pytestmark = pytest.mark.django_db
State = ServiceRequest.State


def morning(day, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 3, tzinfo=WARSAW)


def due(request: ServiceRequest, day) -> ServiceRequest:
    ServiceRequest.objects.filter(pk=request.pk).update(due_on=day)
    request.refresh_from_db()
    return request


def workday():
    """A working day, the same for a whole test."""
    return deadline(timezone.localdate(), 0, office_day_off())


@pytest.fixture
def clerk():
    return make_user("referat@example.org", groups=("Referat",))


@pytest.fixture
def approver():
    return make_user("zatwierdza@example.org", groups=("Zatwierdzający",))


def events(**fields: object) -> list[tuple[str, str]]:
    """Kind and clerk, of those that go to one."""
    clerks = [(row.kind, row.recipient) for row in Message.objects.filter(**fields)]
    return sorted((kind, clerk.email if isinstance(clerk, User) else "") for kind, clerk in clerks)


def test_who_does_not_bring_the_set_for_a_part_is_reminded_once(clerk, run_jobs):
    request = make_request(state=State.UNDER_EXAMINATION, services=("sala", "doradztwo"))
    request.accept(by=clerk, services=Service.objects.filter(code="sala"), reason="nie ma doradcy")
    day = workdays_after(timezone.localdate(), 11, office_day_off())

    remind(morning(timezone.localdate()))
    remind(morning(day))
    remind(morning(day))

    assert events(kind=Mail.NEW_SET_AWAITED) == [(Mail.NEW_SET_AWAITED, "")]
    run_jobs()
    [sent] = [sent for sent in mail.outbox if "czekamy na podpisany komplet" in sent.subject]
    assert "nowy podpisany komplet jeszcze nie wpłynął" in sent.body


def test_who_brought_the_set_for_a_part_is_not_reminded(clerk, run_jobs):
    request = make_request(state=State.UNDER_EXAMINATION, services=("sala", "doradztwo"))
    request.accept(by=clerk, services=Service.objects.filter(code="sala"), reason="nie ma doradcy")
    remind(morning(workdays_after(timezone.localdate(), 11, office_day_off())))
    request.receive_signed_set(on=timezone.localdate(), channel="in_person", copies=3)

    run_jobs()

    assert Message.objects.get(kind=Mail.NEW_SET_AWAITED).state == Message.State.WITHDRAWN


def asked_anew() -> None:
    Message.objects.all().delete()


def test_on_the_last_working_day_whoever_leads_the_case_is_told_once(clerk):
    other = make_user(groups=("Referat",))
    request = due(make_request(state=State.UNDER_EXAMINATION), workday()).take(to=clerk)
    asked_anew()

    for hour in (7, 8, 15):
        remind(morning(workday(), hour))

    assert events(kind="last_day") == [("last_day", clerk.email)]
    assert request.assigned_to == clerk
    assert other.email not in [email for _, email in events(kind="last_day")]


def test_a_case_that_nobody_leads_is_everybodys(clerk):
    due(make_request(state=State.UNDER_EXAMINATION), workday())

    remind(morning(workday()))

    everybody = [("last_day", examiner.email) for examiner in examiners().order_by("email")]
    assert sorted(events(kind="last_day")) == sorted(everybody)
    assert ("last_day", clerk.email) in everybody


def test_a_passed_term_is_told_to_the_applicant_and_the_approvers_once(clerk, approver):
    due(make_request(state=State.UNDER_EXAMINATION), workday() - timedelta(days=3))
    asked_anew()

    for day in (workday(), workdays_after(workday(), 1, office_day_off())):
        remind(morning(day))

    assert events(kind__in=["overdue", "term_passed"]) == [("overdue", approver.email), ("term_passed", "")]


def test_what_silence_means_and_whom_to_call_is_told(run_jobs, approver):
    request = due(make_request(state=State.UNDER_EXAMINATION), workday() - timedelta(days=3))
    run_jobs()
    mail.outbox.clear()

    remind(morning(workday()))
    run_jobs()

    [passed] = [sent for sent in mail.outbox if request.prepared_by.email in sent.recipients()]
    assert "Brak odpowiedzi nie oznacza zgody ani odmowy" in passed.body
    assert "32 47 85 135" in passed.body
    assert request.organization.name not in passed.subject
    [office] = [sent for sent in mail.outbox if sent.to == [approver.email]]
    assert f"/admin/agreements/servicerequest/{request.pk}/" in office.body


def test_a_new_date_that_passes_too_is_told_again(clerk, approver):
    request = due(make_request(state=State.UNDER_EXAMINATION), workday() - timedelta(days=10))
    remind(morning(workday()))
    due(request, workday() - timedelta(days=1))

    remind(morning(workday()))

    assert Message.objects.filter(kind="term_passed").count() == 2


def test_before_the_term_for_curing_ends_the_applicant_is_reminded_once(clerk):
    request = make_request(state=State.UNDER_EXAMINATION)
    letter = request.call_for_correction(by=clerk, defects=["brak"])
    CaseLetter.objects.filter(pk=letter.pk).update(issued_at=timezone.now() - timedelta(days=9))
    letter.refresh_from_db()
    letter.record_delivery(on=timezone.localdate() - timedelta(days=8), delivery="post")
    end = workdays_after(workday(), 1, office_day_off())
    request.corrections.update(due_on=end)

    for hour in (7, 12):
        remind(morning(workday(), hour))

    assert events(kind="correction_ends") == [("correction_ends", "")]


def test_a_worker_that_was_down_for_three_days_sends_only_what_is_still_true(clerk, run_jobs):
    decided = due(make_request(state=State.UNDER_EXAMINATION), workday())
    waiting_still = due(make_request(state=State.UNDER_EXAMINATION), workday())
    decided.accept(by=clerk)
    asked_anew()
    back = workdays_after(workday(), 3, office_day_off())

    remind(morning(back))

    assert [row.subject for row in Message.objects.filter(kind="term_passed")] == [waiting_still]
    assert not Message.objects.filter(kind="last_day").exists()
    assert list(Message.objects.filter(kind="digest").values_list("due_on", flat=True).distinct()) == [back]


def test_one_digest_each_working_morning_lists_what_waits(clerk, run_jobs):
    due(make_request(state=State.UNDER_EXAMINATION), timezone.localdate() - timedelta(days=1))
    Written.write(request=make_request(), text="Pytanie", by=make_user(), is_from_office=False)
    run_jobs()
    mail.outbox.clear()

    for hour in (6, 7, 8):
        remind(morning(workday(), hour))
    run_jobs()

    [digest] = [
        sent for sent in mail.outbox if sent.to == [clerk.email] and "Sprawy do załatwienia" in sent.subject
    ]
    assert "– Po terminie: 1\n" in digest.body
    assert "– Nieprzeczytane wiadomości: 1\n" in digest.body


def test_nothing_is_said_on_a_day_off_or_before_the_morning(clerk):
    make_request(state=State.UNDER_EXAMINATION)
    asked_anew()
    saturday = workday() + timedelta(days=(5 - workday().weekday()) % 7)

    remind(morning(saturday))
    remind(morning(workday(), 6))

    assert not Message.objects.exists()


def test_an_empty_desk_gets_no_digest(clerk):
    assert waiting(timezone.localdate()) == []

    remind(morning(workday()))

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("last_day", "nie będzie już innego dnia roboczego"),
        ("overdue", "nie zostało rozpatrzone w terminie"),
        ("term_passed", "sprawa jest dalej w toku"),
    ],
)
def test_every_reminder_is_formal_names_nobody_in_its_subject_and_leads_to_a_page(
    event: str, words: str, clerk, run_jobs, settings
):
    settings.SITE_URL = "https://portal.example"
    request = due(make_request(state=State.UNDER_EXAMINATION), workday())
    run_jobs()
    mail.outbox.clear()
    to_office = event in {"last_day", "overdue"}

    post(Mail(event), request, to=clerk if to_office else None, due_on=request.due_on)
    run_jobs()

    [sent] = mail.outbox
    assert sent.to == [clerk.email if to_office else request.prepared_by.email]
    assert sent.subject.startswith(f"[JCOP] Zapotrzebowanie nr {request.reference} – ")
    assert sent.body.startswith(f"Dotyczy: {request.organization.name}\n\nSzanowni Państwo,\n")
    assert words in sent.body
    [link] = re.findall(r"https?://\S+", sent.body)
    assert resolve(link.removeprefix("https://portal.example"))


def test_where_the_office_counts_from_receipt_the_applicant_reads_what_today_would_mean(as_user):
    Centre.objects.update(clock_starts=Centre.ClockStart.RECEIPT)
    request = make_request()

    text = as_user(request.prepared_by).get(request.get_absolute_url()).content.decode()

    assert "Jeśli wpłynie dzisiaj, odpowiemy najpóźniej" in text
    assert plain(dzien(deadline(timezone.localdate(), 14, office_day_off()))) in plain(text)

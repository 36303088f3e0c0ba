"""What has to be said because a day has come. Found by state, so a worker that was down misses nothing.

Every reminder is recorded under its case, kind and date before it is sent: each goes once, and of
several that were missed only what is still true.
"""

from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import Agreement, ServiceRequest
from agreements.models.requests import ServiceRequestQuerySet
from jcop.centre.calendars import office_day_off
from jcop.models import Message, User
from jcop.models.messages import post
from jcop.opening.workdays import DayOff, deadline, workdays_after
from organizations.models import Organization

MORNING = 7
CORRECTION_ENDS_WITHIN = 2
LAST_WORD = timedelta(days=7)
NEW_SET_AFTER = timedelta(days=14)


def remind(at: datetime) -> None:
    """Record and enqueue every reminder that is true at `at` and was not recorded before."""
    today, day_off = timezone.localdate(at), office_day_off()
    if deadline(today, 0, day_off) != today or timezone.localtime(at).hour < MORNING:
        return
    _digests(today)
    _last_days(today, day_off)
    _passed(today)
    _corrections(today, day_off)
    _new_sets(today)
    _endings(today)


def _live() -> ServiceRequestQuerySet:
    """A case of a closed organisation waits, and nobody is reminded of it."""
    return ServiceRequest.objects.filter(organization__in=Organization.objects.live())


def examiners() -> QuerySet[User]:
    return _who_may("examine_servicerequest")


def _who_may(codename: str) -> QuerySet[User]:
    """Staff who hold the permission by their group: a superuser who only keeps the machine is spared."""
    return User.objects.filter(
        is_active=True, is_staff=True, groups__permissions__codename=codename
    ).distinct()


def waiting(today: date) -> list[tuple[str, int]]:
    """What the digest lists: label and count, the empty ones left out."""
    rows = ServiceRequest.objects
    waiting = [
        ("Po terminie", rows.overdue(today).count()),
        ("Termin mija w ciągu 3 dni roboczych", rows.due_soon(today).count()),
        ("Nowe, czekają na komplet", rows.awaiting_set().count()),
        ("Do rozpatrzenia", rows.under_examination().count()),
        ("Komplety do wydrukowania", rows.to_print().count()),
        ("Nieprzeczytane wiadomości", rows.with_news().count()),
        ("Nikt nie otworzył pisma: zadzwoń", rows.to_call(today).count()),
        ("Organizacje do weryfikacji", Organization.objects.to_verify().count()),
        ("Porozumienia do podpisu przez Miasto", Agreement.objects.awaiting_signature().count()),
        ("Porozumienia ze zgłoszeniem organizacji", Agreement.objects.asking().count()),
        ("Egzemplarze nieodebrane od tygodnia", Agreement.objects.uncollected(today).count()),
        ("Wiadomości e-mail niewysłane", Message.objects.failed().count()),
    ]
    return [(label, count) for label, count in waiting if count]


def _digests(today: date) -> None:
    if waiting(today):
        for clerk in examiners():
            with transaction.atomic():
                post(Mail.DIGEST, to=clerk, due_on=today)


def _last_days(today: date, day_off: DayOff) -> None:
    """On the last working day without a result whoever leads the case, or everybody, is told."""
    until = workdays_after(today, 1, day_off) - timedelta(days=1)
    ending = _live().undecided().filter(due_on__range=(today, until))
    for request in ending.select_related("assigned_to"):
        clerks = [request.assigned_to] if request.assigned_to else list(examiners())
        with transaction.atomic():
            for clerk in clerks:
                post(Mail.LAST_DAY, request, to=clerk, due_on=request.due_on)


def _passed(today: date) -> None:
    """The term has passed: the applicant is told what that means, and the approvers that it did."""
    approvers = list(_who_may("conclude_agreement"))
    recorded = Message.objects.filter(
        kind=Mail.TERM_PASSED,
        subject_type=ContentType.objects.get_for_model(ServiceRequest),
        subject_id=OuterRef("pk"),
        due_on=OuterRef("due_on"),
    )
    for request in _live().overdue(today).exclude(Exists(recorded)):
        with transaction.atomic():
            post(Mail.TERM_PASSED, request, due_on=request.due_on)
            for approver in approvers:
                post(Mail.OVERDUE, request, to=approver, due_on=request.due_on)


def _corrections(today: date, day_off: DayOff) -> None:
    """Before the term for curing defects ends, the applicant is reminded once."""
    soon = workdays_after(today, CORRECTION_ENDS_WITHIN, day_off)
    ending = (
        _live()
        .awaiting_correction()
        .filter(
            corrections__closed_at=None,
            corrections__due_on__range=(today, soon),
        )
    )
    for request in ending:
        correction = request.open_correction
        if correction:
            with transaction.atomic():
                post(Mail.CORRECTION_ENDS, request, due_on=correction.due_on)


def _new_sets(today: date) -> None:
    """Granted in part: nothing is concluded until the new set is signed, which is said once more."""
    granted = ServiceRequest.objects.awaiting_new_set()
    for request in granted.filter(decided_at__date__lte=today - NEW_SET_AFTER):
        with transaction.atomic():
            post(Mail.NEW_SET_AWAITED, request, due_on=timezone.localdate(request.decided_at) + NEW_SET_AFTER)


def _endings(today: date) -> None:
    """A month and a week before an agreement expires, its organisation is told; of both, only the nearer."""
    for agreement in Agreement.objects.ending(today).filter(terminated_on=None):
        assert agreement.valid_until is not None
        nearer = agreement.valid_until - LAST_WORD
        with transaction.atomic():
            due_on = agreement.valid_until if today >= nearer else nearer
            post(Mail.AGREEMENT_ENDS, agreement, due_on=due_on)

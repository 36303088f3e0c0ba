"""Requests in every state, and agreements."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from agreements import letters
from agreements.mail_kinds import Mail
from agreements.models import (
    Agreement,
    Attachment,
    CaseLetter,
    Correction,
    Declaration,
    Grant,
    RequestedService,
    RequestVersion,
    Service,
    ServiceRequest,
)
from agreements.models.concluding import party
from agreements.models.states import STOPPED
from agreements.models.versions import party_words
from agreements.numbering import serial_of, written
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, User
from jcop.opening.workdays import deadline
from organizations.models import Organization, Representative
from tests.cases import Case
from tests.factories.people import REFERRED as PEOPLE
from tests.factories.people import write_organization, write_user
from tests.files import pdf, upload

S = ServiceRequest.State
REFERRED = (*PEOPLE, ServiceRequest, RequestVersion, CaseLetter, Correction, Agreement)
ROOMS: tuple[str, ...] = ("sala", "sprzet-i-internet")
NUMBER = (
    "INSERT INTO agreements_counter (series, year, last) VALUES (%s, %s, %s)"
    " ON CONFLICT (series, year) DO UPDATE SET last = agreements_counter.last + excluded.last"
)
DEFECT = "Brak podpisu."
# What waits to be accepted, or is: of an organisation of its own that is verified.
ACCEPTABLE = (S.UNDER_EXAMINATION, S.ACCEPTED)


class File:
    """A request with all that lies in its file, while it is written."""

    def __init__(
        self,
        case: Case,
        organization: Organization | None,
        *,
        services: tuple[str, ...] = ROOMS,
        at: datetime | None = None,
        verified: bool = False,
    ) -> None:
        self.case, self.at = case, at or timezone.now()
        if organization:
            self.organization, people = organization, organization.representatives.all()
        else:
            self.organization, people = write_organization(case, verified=verified)
        self.people: list[Representative] = list(people[: self.organization.signatures_required])
        self.clerk = clerk(case)
        self.request = ServiceRequest(
            organization=self.organization, prepared_by_id=self.organization.registered_by_id
        )
        case.insert(self.request)
        self.wishes = [
            RequestedService(request=self.request, service=service, answers={"remarks": "co tydzień"})
            for service in Service.objects.filter(code__in=services)
        ]
        case.insert(*self.wishes)
        signatory = ServiceRequest.signatories.through
        case.insert(
            *(signatory(servicerequest=self.request, representative=person) for person in self.people)
        )

    @cached_property
    def centre(self) -> Centre:
        return Centre.objects.get()

    def clock(self, day: date) -> dict[str, object]:
        """The fields of a clock that starts on `day`."""
        days = self.centre.review_days
        due_on = deadline(day, days, office_day_off())
        return {"counts_from": day, "counts_days": days, "due_on": due_on, "extension_reason": ""}

    def issue(self, kind: str, **words: object) -> CaseLetter:
        letter = CaseLetter(
            request=self.request,
            kind=kind,
            body=letters.draft(kind, self.request, **words),
            issued_by=self.clerk,
        )
        self.case.insert(letter)
        self.case.job("prepare_letter", letter_id=letter.pk)
        self.case.mail(Mail.LETTER_ISSUED, self.request, letter)
        return letter

    def decide(self, state: str, reason: str = "") -> None:
        self.case.change(
            self.request,
            state=state,
            decided_at=timezone.now(),
            decided_by=self.clerk,
            refusal_reason=reason,
        )

    @property
    def content(self) -> dict[str, object]:
        """What its set says."""
        names = [(person.name, person.function) for person in self.people]
        names += [("", "")] * (self.organization.signatures_required - len(names))
        return {
            "organization": party_words(self.organization),
            "signatories": [{"name": name, "function": function} for name, function in names],
            "wishes": [
                {"service": wish.service.name, "lines": [list(line) for line in wish.lines]}
                for wish in self.wishes
            ],
            "contact": "",
            "period": "",
            "need": "",
            "declarations": list(Declaration.objects.current().values("text", "version")),
        }


def clerk(case: Case) -> User:
    return User.objects.filter(is_staff=True).first() or write_user(case, groups=("Referat",))


def submitted(file: File) -> None:
    day = timezone.localdate(file.at)
    version = RequestVersion(request=file.request, number=1, content=file.content)
    file.agreement = Agreement(organization=file.organization, request=file.request)
    file.case.insert(file.agreement)
    file.case.insert(version)
    file.case.job("prepare_set", version_id=version.pk)
    file.case.mail(Mail.REQUEST_SUBMITTED, file.request)
    counts_later = file.centre.clock_starts == Centre.ClockStart.RECEIPT
    file.case.change(
        file.request,
        state=S.SUBMITTED,
        submitted_at=file.at,
        submitted_on=day,
        year=day.year,
        number=number_of(day.year),
        **{} if counts_later else file.clock(day),
    )


def number_of(year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"{NUMBER} RETURNING last", ["request", year, 1])
        return cursor.fetchone()[0]


def received(file: File) -> None:
    """The signed set came in, on the day on which the request was filed."""
    day = file.request.submitted_on
    counts_now = file.centre.clock_starts == Centre.ClockStart.RECEIPT
    file.case.change(file.agreement, state=Agreement.State.RECEIVED)
    file.case.change(
        file.request,
        state=S.UNDER_EXAMINATION,
        received_on=day,
        received_channel="in_person",
        copies_received=3,
        received_mark=1,
        **file.clock(day) if counts_now else {},
    )
    file.case.mail(Mail.SET_RECEIVED, file.request)


def called(file: File) -> None:
    """The clerk called for a correction."""
    letter = file.issue(CaseLetter.Kind.CALL, defects=[DEFECT], days=7)
    file.correction = Correction(request=file.request, letter=letter, defects=DEFECT)
    file.case.insert(file.correction)
    file.case.change(file.request, state=S.AWAITING_CORRECTION, **STOPPED)


def left(file: File) -> None:
    """The letter was delivered four weeks ago and its term has passed."""
    correction, day = file.correction, timezone.localdate() - timedelta(days=29)
    file.case.change(
        correction.letter,
        issued_at=timezone.now() - timedelta(days=30),
        delivered_on=day,
        delivery=CaseLetter.Delivery.POST,
    )
    due_on = deadline(day, correction.days, office_day_off())
    file.case.change(correction, due_on=due_on, closed_at=timezone.now())
    file.issue(CaseLetter.Kind.LEFT, reason="nie uzupełniono", correction=correction)
    file.case.change(file.agreement, state=Agreement.State.ABANDONED)
    file.decide(S.LEFT, "nie uzupełniono")


def refused(file: File) -> None:
    file.issue(CaseLetter.Kind.REFUSAL, reason="powód")
    file.case.change(file.agreement, state=Agreement.State.ABANDONED)
    file.decide(S.REFUSED, "powód")


def accepted(file: File) -> None:
    file.case.mail(Mail.REQUEST_ACCEPTED, file.request)
    file.decide(S.ACCEPTED)


def withdrawn(file: File) -> None:
    file.case.change(file.agreement, state=Agreement.State.ABANDONED)
    file.case.change(file.request, state=S.WITHDRAWN)


# By what a request came to each state.
STEPS: dict[str, tuple[Callable[[File], None], ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: (submitted,),
    S.UNDER_EXAMINATION: (submitted, received),
    S.AWAITING_CORRECTION: (submitted, received, called),
    S.ACCEPTED: (submitted, received, accepted),
    S.REFUSED: (submitted, received, refused),
    S.LEFT: (submitted, received, called, left),
    S.WITHDRAWN: (submitted, withdrawn),
}


def steps_to(steps: Mapping[str, Any], state: str) -> Any:
    """ValueError for a state that nobody has written yet."""
    if state not in steps:
        raise ValueError(f"no case is written for the state {state}")
    return steps[state]


def make_request(
    *,
    organization: Organization | None = None,
    state: str = S.SUBMITTED,
    services: tuple[str, ...] = ROOMS,
    at: datetime | None = None,
) -> ServiceRequest:
    """A request in `state`, filed at `at`."""
    steps = steps_to(STEPS, state)
    with Case(*REFERRED) as case:
        file = File(case, organization, services=services, at=at, verified=state in ACCEPTABLE)
        for step in steps:
            step(file)
    return file.request


def make_attachment(
    *, request: ServiceRequest | None = None, name: str = "statut.pdf", content: bytes = b""
) -> Attachment:
    """A PDF of one page, unlike every other, or `content`, attached by the verb; the request is a draft."""
    request = request or make_request(state=S.DRAFT)
    return Attachment.attach(
        request=request,
        by=request.organization.registered_by,
        kind=Attachment.Kind.STATUTE,
        upload=upload(content or pdf(), name),
    )


def agreement_number(pattern: str, year: int) -> str:
    """The number behind the highest of the year."""
    given = Agreement.objects.numbered_in(year).values_list("number", flat=True)
    last = max((serial_of(number, pattern, year) or 0 for number in given), default=0)
    return written(pattern, last + 1, year)


def make_agreement(
    *,
    organization: Organization | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    services: tuple[str, ...] = ROOMS,
) -> Agreement:
    """A concluded agreement of a verified organisation, in force from `valid_from` (today)."""
    with Case(*REFERRED) as case:
        return write_agreement(case, organization, valid_from, valid_until, services)


def write_agreement(
    case: Case,
    organization: Organization | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    services: tuple[str, ...] = ROOMS,
) -> Agreement:
    file = File(case, organization, services=services, verified=True)
    for step in STEPS[S.ACCEPTED]:
        step(file)
    today = timezone.localdate()
    first = valid_from or today
    agreement = file.agreement
    case.add(f"{NUMBER}", "agreement", today.year, 0)
    case.insert(*(Grant(agreement=agreement, service=wish.service, valid_from=first) for wish in file.wishes))
    file.case.mail(Mail.AGREEMENT_CONCLUDED, agreement)
    case.change(
        agreement,
        state=Agreement.State.CONCLUDED,
        number=agreement_number(file.centre.agreement_number_pattern, today.year),
        signed_on=today,
        valid_from=first,
        valid_until=valid_until,
        concluded_at=timezone.now(),
        concluded_by_id=file.organization.registered_by_id,
        **party(file.organization),
    )
    return agreement

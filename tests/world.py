"""Organisation A with a case in every stage, an account of every role, and the addresses of all of it."""

import re
import uuid
from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agreements.mail_kinds import Mail
from agreements.models import (
    Agreement,
    Box,
    CaseLetter,
    Collector,
    Declaration,
    Defect,
    DocumentText,
    IssuedDocument,
    MailItem,
    Promotion,
    RegisterPrint,
    Service,
    ServiceRequest,
    Spreadsheet,
)
from bookings import signed
from bookings.models import (
    AdviceVisit,
    Bookable,
    BookablePhoto,
    Booking,
    Closure,
    ClosureMessage,
    Event,
    FeedSecret,
    Handover,
    Introduction,
    Resource,
    Series,
    WantedTimes,
)
from jcop.models import (
    Announcement,
    Centre,
    Document,
    HoursPeriod,
    HouseRules,
    Link,
    MapPicture,
    Message,
    NonWorkingDay,
    PageText,
    Trace,
    User,
    WorkerDuty,
)
from jcop.models.messages import post
from jcop.opening.workdays import workdays_after
from organizations.models import AccessRequest, Invitation, Letter, Organization, RegisterAuthority
from tests.agreements.sheets import row, sheet
from tests.bookings.advising import introduced, make_advice, make_adviser, make_visit
from tests.factories import (
    make_agreement,
    make_attachment,
    make_booking,
    make_document,
    make_event,
    make_guest,
    make_map,
    make_picture,
    make_promotion,
    make_request,
    make_room,
    make_series,
    make_user,
    moment,
    working_monday,
)
from tests.files import pdf, picture, upload
from tests.signed_in import sign_in_at_once

STAFF = {
    "worker": "Pracownik Centrum",
    "adviser": "Doradca",
    "clerk": "Referat",
    "approver": "Zatwierdzający",
    "editor": "Redaktor",
}
# Nobody; user and keeper of organisation A; keeper of B, who looks at A's pages; keeper of A while suspended.
ROLES = ["anonymous", "user", "keeper", "stranger", "suspended", *STAFF, "superuser"]

MOVES: dict[type[models.Model], str] = {
    HoursPeriod: "publish",
    Organization: "suspend",
    AccessRequest: "decline",
    ServiceRequest: "receive_signed_set",
    Agreement: "terminate",
    Booking: "confirm",
    AdviceVisit: "confirm",
    Event: "cancel",
    WantedTimes: "agree",
    Series: "confirm",
    Handover: "take_back",
    Box: "lend",
    MailItem: "collect",
    DocumentText: "publish",
    CaseLetter: "record_delivery",
    Letter: "mark_sent",
    ClosureMessage: "mark_called",
    Message: "resend",
    User: "reset_second_factor",
    Document: "withdraw",
    Promotion: "return_for_correction",
}


# Addresses of what may still be edited.
DRAFTED = {"swiadczenia", "szczegoly", "podpisy", "sprawdzenie", "zalaczniki"}


class World:
    """Organisation A with a case in every stage, and an account of every role."""

    def __init__(self) -> None:
        self.agreement = make_agreement(services=("sala", "sprzet-i-internet", "skrzynka"))
        self.organization = self.agreement.organization
        self.request = make_request(organization=self.organization)
        self.draft = make_request(organization=self.organization, state=ServiceRequest.State.DRAFT)
        self.attachment = make_attachment(request=self.draft)
        clerk = make_user(groups=("Referat",))
        later = workdays_after(timezone.localdate(), 40)
        self.pending = self.request.extend(by=clerk, until=later, reason="powód")
        self.called = make_request(
            organization=self.organization, state=ServiceRequest.State.AWAITING_CORRECTION
        )
        self.opened = self.called.letters.get().open()
        self.document = IssuedDocument.of_letter(self.opened, text_version="1", content=b"%PDF-")
        self.booking = make_booking(agreement=self.agreement, room=make_room(confirmed_by="worker"))
        BookablePhoto.put_up(
            self.booking.items.get().bookable, content=picture("JPEG", 300, 200), alt="Sala z tablicą"
        )
        self._advice()
        self.wanted = WantedTimes.objects.filter(request=self.agreement.request).first()
        self.series = make_series(agreement=self.agreement, room=make_room(confirmed_by="worker"))
        lent = make_booking(agreement=self.agreement, room=make_room(confirmed_by="worker")).confirm()
        self._event()
        self.handover = lent.hand_over(by=None, receiver="Jan Odbiorca", keys="klucz", due_at=lent.ends_at)
        approver = make_user(groups=("Zatwierdzający",))
        self.scan = self.agreement.attach_scan(by=approver, upload=upload(pdf(), "skan.pdf"))
        self.text = DocumentText.draft(kind="agreement", body="<p>treść</p>")
        self.printing = RegisterPrint.ask(2026)
        self.sheet = Spreadsheet.take(name="x.csv", content=sheet([row()]), rows=1, by=approver)
        rooms = Service.objects.filter(code="sala")
        self.change = self.agreement.draft_amendment(by=approver, changes="zakres", services=rooms)
        keeper = self.organization.registered_by
        self.notice = self.agreement.ask(
            kind="notice", by=keeper, form_key=uuid.uuid4(), text="koniec działań"
        )
        self.box = Box.objects.create(number=901)
        today = timezone.localdate()
        self.box.lend(agreement=self.agreement, on=today, by=approver)
        self.mail = MailItem.note(by=approver, kind="letter", on=today, box=self.box)
        self.collector = Collector.objects.create(organization=self.organization, name="Jan Odbiorca")
        self.colleague = self.organization.memberships.create(user=make_user(), role="user")
        self.asked = AccessRequest.ask(organization=self.organization, by=make_user(), message="prezes")
        act = Closure.objects.create(
            kind="hoursperiod", told="zamknięte", reason="remont", decided_by=approver
        )
        self.call = act.messages.create(organization=self.organization, state="to_call")
        self.unsent = post(Mail.REQUEST_SUBMITTED, self.request)
        self.unsent.settle(Message.State.FAILED, Message.Problem.UNREACHABLE)
        self.letter = self.organization.letters.create(key="x.1", subject="Sprawa", text="treść")
        self.locked_out = make_user(groups=("Referat",))
        Authenticator.objects.create(user=self.locked_out, type=Authenticator.Type.TOTP, data={})
        self.invitation = Invitation.send(
            organization=self.organization,
            email="gosc@example.org",
            role="user",
            by=self.organization.registered_by,
        )
        self.paper = make_document("Regulamin próbny")
        self.announced = make_promotion(agreement=self.agreement)
        self.post = make_promotion(agreement=self.agreement, kind="volunteering")
        self.waiting = make_promotion(agreement=self.agreement, state="sent")
        self.users = {role: self._user(role) for role in ROLES}
        self._settings()

    def _event(self) -> None:
        """An event with places of an organisation and of a guest, and somebody who is asked for a code."""
        self.event = make_event()
        (self.seat,) = self.event.sign_up(organization=self.organization, names=[""])
        (self.guests_seat,) = self.event.sign_up(guest=make_guest(), names=[""])
        self.introduction = Introduction.make(
            name="Osoba Próbna", email="x@example.org", client="192.0.2.7", wish={"event": self.event.pk}
        )

    def _settings(self) -> None:
        """What the office sets up for everybody."""
        Link.objects.create(title="Strona", url="https://example.org/")
        PageText.objects.create(page="about", heading="Dopisek", body="<p>treść</p>")
        self.picture = make_picture(publish_from=None)
        self.map = MapPicture.objects.first() or make_map()
        NonWorkingDay.objects.create(day="2026-12-31", name="Sylwester")
        RegisterAuthority.objects.create(name="Starosta Próbny")
        HoursPeriod.objects.create(kind="pattern", valid_from="2026-01-01")
        WorkerDuty.objects.create(month="2031-12-01")
        EmailAddress.objects.create(user=make_user(), email="a@example.org")

    def _advice(self) -> None:
        """A founder's talk that waits for its adviser, one that a code is asked for, an organisation's."""
        self.adviser = make_adviser(confirmed_by="worker")
        monday = working_monday()
        self.slot = f"{self.adviser.pk}-{monday:%Y-%m-%d}T12:00"
        self.visit = make_visit(adviser=self.adviser, starts_at=moment(monday, 10))
        self.talk = make_advice(
            agreement=make_agreement(organization=self.organization, services=("doradztwo",)),
            adviser=self.adviser,
            starts_at=moment(monday, 11),
        )
        _, self.code_page = introduced(self.adviser, moment(monday, 12))

    def _user(self, role: str) -> User | None:
        if role == "anonymous":
            return None
        if role == "user":
            return self.colleague.user
        if role in ("keeper", "suspended"):
            return self.organization.registered_by
        if role == "stranger":
            return make_agreement().organization.registered_by
        if role == "superuser":
            user = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
        else:
            user = make_user(groups=(STAFF[role],))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        if role == "adviser":
            Bookable.objects.filter(pk=self.adviser.pk).update(adviser=user)
        return user

    def suspend(self) -> None:
        """Suspend organisation A, as the role of that name finds it; for who then undoes it."""
        Organization.objects.get(pk=self.organization.pk).suspend(reason="wyjaśnienia")

    def client(self, role: str) -> Client:
        client = Client()
        if user := self.users[role]:
            sign_in_at_once(client, user)
        return client

    def subject(self, table: str) -> models.Model:
        """The row that an address of admin is about."""
        chosen = {
            "servicerequest": self.request,
            "agreement": self.agreement,
            "booking": self.booking,
            "advicevisit": self.visit,
            "event": self.event,
            "wantedtimes": self.wanted,
            "series": self.series,
            "handover": self.handover,
            "organization": self.organization,
            "accessrequest": self.asked,
            "letter": self.letter,
            "closuremessage": self.call,
            "message": self.unsent,
            "caseletter": self.pending,
            "attachment": self.attachment,
            "box": self.box,
            "mailitem": self.mail,
            "documenttext": self.text,
            "document": self.paper,
            "promotion": self.waiting,
            "collector": self.collector,
            "user": self.locked_out,
        }
        others = (
            Centre,
            NonWorkingDay,
            RegisterAuthority,
            HoursPeriod,
            WorkerDuty,
            HouseRules,
            Announcement,
            PageText,
            Link,
            User,
            Bookable,
            Resource,
            Service,
            Declaration,
            Defect,
            Group,
            EmailAddress,
            ProcrastinateJob,
            Trace,
        )
        by_name = {model._meta.model_name: model for model in others}
        return chosen.get(table) or by_name[table].objects.order_by("pk").last()

    def path(self, route: str) -> str:
        """The route with its placeholders filled from this world."""
        values: dict[str, Callable[[], object]] = {
            "key": lambda: self._key(route),
            "legal_form": lambda: "fundacja",
            "kind": lambda: self._kind(route),
            "token": lambda: self._token(route),
            "attachment_pk": lambda: self.attachment.pk,
            "letter_pk": lambda: self.opened.pk,
            "document": lambda: self.document.pk,
            "number": lambda: 1,
            "digest": lambda: (self.map if "mapa" in route else self.picture).digest[:12],
            "scan": lambda: self.scan.pk,
            "year": lambda: 2020,
            "month": lambda: 3,
            "part": lambda: "porozumienie",
            "draft": lambda: self.change.pk,
            "draft_pk": lambda: self.change.pk,
            "slug": lambda: self._slug(route),
            "secret": self._secret,
            "pk": lambda: self.picture.pk if "zdjecia/" in route else self._pk(route),
            "topic": lambda: "stowarzyszenie",
            "slot": lambda: self.slot,
            "code_link": lambda: self.code_page.split("/")[4],
            "visit_link": lambda: self.visit.page.split("/")[4],
            "object_id": lambda: self.subject(route.split("/")[2]).pk,
            "verb": lambda: MOVES[type(self.subject(route.split("/")[2]))],
        }
        filled = re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]()), route)
        filled = filled.replace("^(?P<app_label>", "(").replace("(?P<url>.*)$", "nie-ma-tego")
        return "/" + re.sub(r"\((\w+)[^)]*\)/\$", r"\1/", filled)

    def _secret(self) -> str:
        feed = FeedSecret.renew(user=self.organization.registered_by, organization=self.organization)
        return feed.secret_path.split("/")[-1].removesuffix(".ics")

    def _key(self, route: str) -> str:
        announced = {"wydarzenia-organizacji": self.announced, "wolontariat": self.post}
        return announced.get(route.split("/", maxsplit=1)[0], self.organization).key

    def _kind(self, route: str) -> str:
        if "eksport" in route:
            return "csv"
        if "zgloszenia" in route:
            return "aneks"
        return "wydarzenie" if "ogloszenia" in route else "zapotrzebowanie"

    def _token(self, route: str) -> str:
        if "odnosnik" not in route:
            return self.invitation.link.split("/")[2]
        subject, purpose = (self.guests_seat, "seat") if "miejsce" in route else (self.introduction, "code")
        return signed.link_for(subject, purpose, until=self.event.ends_at)

    def _slug(self, route: str) -> str:
        if route.startswith("dokumenty"):
            return self.paper.slug
        return (
            self.booking.items.get().bookable.slug
            if route.startswith(("kalendarz", "sale"))
            else "zawieszenie-dzialalnosci"
        )

    def _booked(self, route: str) -> models.Model:
        if route.endswith("/przenies/"):
            return self.talk
        return self.series if "/seria/" in route else self.booking

    def _pk(self, route: str) -> int:
        if "/pisma/" in route or "/dokument/" in route:
            return self.called.pk
        if "zapotrzebowania" in route and route.split("/")[4] in DRAFTED:
            return self.draft.pk
        if route.startswith("admin/"):
            files = {"rejestr": self.printing, "import": self.sheet}
            return files.get(route.split("/")[3], self.subject(route.split("/")[2])).pk
        if "wydarzenia/" in route:
            part = "miejsce" if "miejsce" in route else "wydarzenie"
        else:
            part = route.split("/")[2]
        if part == "dane":
            return self.organization.representatives.get().pk
        if part == "uzytkownicy":
            found = self.invitation if "zaproszenia" in route else self.asked if "prosby" in route else None
            return (found or self.colleague).pk
        by_part = {
            "zgloszenia": self.notice,
            "zapotrzebowania": self.request,
            # Of the first a set waits for signatures.
            "porozumienia": self.talk.agreement if "zgloszenia" in route else self.agreement,
            "korespondencja": self.collector,
            "ogloszenia": self.waiting,
            "miejsce": self.seat,
            "wydarzenie": self.event,
        }
        return by_part.get(part, self._booked(route)).pk

"""Consultations as the worker sees all of them and each adviser their own; the card is written here."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bookings import pdf
from bookings.admin.forms import NoShowForm, OnBehalf, ReasonForm, exception_field, words
from bookings.forms import clock_field, day_field
from bookings.forms.advice import TalkForm
from bookings.models import AdviceVisit, Bookable, Booking, Topic
from bookings.recurrence import ClockChange, instant
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, MoveForm, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.admin.printing import paper
from jcop.centre.calendars import office_day_off
from jcop.forms import OnceForm
from jcop.models import User
from jcop.opening.workdays import workdays_after
from organizations.models import Organization

State = Booking.State
ANSWER_DAYS = 3


class AdviceBehalfForm(OnBehalf, TalkForm, OnceForm):
    """A talk for an organisation that telephones; how long it takes is the adviser's."""

    bookable = forms.ModelChoiceField(
        Bookable.objects.active().filter(kind=Bookable.Kind.ADVICE), label="Doradca", empty_label="Wybierz"
    )
    topic = forms.ChoiceField(label="Temat", choices=Topic)
    day = day_field("Dzień")
    starts = clock_field("Od godziny")

    field_order = ["form_key", "organization", "channel", "bookable", "topic", "day", "starts"]

    def clean(self) -> dict[str, Any]:
        return with_moment(self, super().clean() or self.cleaned_data)

    def book(self, organization: Organization, by: User, **options: Any) -> Booking:
        data = self.cleaned_data
        return Booking.request(
            organization=organization,
            by=by,
            bookable=data["bookable"],
            starts_at=data["starts_at"],
            ends_at=data["starts_at"] + data["bookable"].slot,
            purpose=Booking.Purpose.OTHER,
            persons=data["persons"],
            topic=data["topic"],
            about=data["about"],
            form_key=self.key_of(),
            **options,
        )


def with_moment(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    """The words of a verb: one instant instead of a day and an hour."""
    day, clock = data.pop("day", None), data.pop("starts", None)
    if day and clock is not None:
        try:
            data["starts_at"] = instant(day, clock)
        except ClockChange as change:
            form.add_error("starts", str(change))
    return data


class CardForm(MoveForm):
    """What the adviser writes after the visit."""

    persons_came = forms.IntegerField(label="Ile osób przyszło", min_value=1, max_value=99)
    content = words("Krótka treść porady", required=True, length=2000, help_text="Bez danych osobowych.")
    follow_up = words(
        "Co dalej", length=500, help_text="Na przykład: projekt statutu do końca miesiąca. Puste: nic."
    )


class OtherTimeForm(MoveForm):
    """Another beginning; how long it takes is the adviser's."""

    day = day_field("Dzień")
    starts = clock_field("Od godziny")
    answer_until = day_field("Odpowiedź najpóźniej w dniu", help_text="Do tego dnia termin jest trzymany.")
    note = words("Wiadomość")
    exception_reason = exception_field()

    def clean(self) -> dict[str, Any]:
        return with_moment(self, super().clean() or self.cleaned_data)


class VisitFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("potwierdzenie", "do potwierdzenia"),
            ("nadchodzace", "nadchodzące"),
            ("bez-karty", "po terminie, bez karty"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows, now = AdviceVisit.objects, timezone.now()
        queues = {
            "potwierdzenie": rows.to_confirm(),
            "nadchodzace": rows.ahead(now),
            "bez-karty": rows.without_card(now),
        }
        chosen = queues.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.order_by().values("pk"))


def _has_begun(visit: AdviceVisit) -> bool:
    return visit.booking.starts_at <= timezone.now()


def _is_coming(visit: AdviceVisit, *states: str) -> bool:
    return visit.booking.state in states and not _has_begun(visit)


@admin.register(AdviceVisit)
class AdviceVisitAdmin(ReadOnlyAdmin):
    list_display = ["starts", "adviser", "topic", "who", "state", "has_card"]
    list_filter = [VisitFilter, "topic", "booking__state"]
    search_fields = ["booking__organization__name"]
    fields = [
        "state",
        "starts",
        "adviser",
        "topic",
        "who",
        "address",
        "about",
        "persons",
        "term",
        "content",
        "follow_up",
        "recorded_at",
        "recorded_by",
        "card",
    ]
    moves = [
        Move(
            AdviceVisit.confirm,
            "Potwierdź poradę",
            "record_advicevisit",
            allowed=lambda visit: _is_coming(visit, State.REQUESTED) and visit.booking.party_may_start,
        ),
        Move(
            AdviceVisit.propose,
            "Zaproponuj inny termin",
            "record_advicevisit",
            form=OtherTimeForm,
            allowed=lambda visit: (
                _is_coming(visit, State.REQUESTED, State.CONFIRMED, State.PROPOSED)
                and visit.booking.party_may_start
            ),
        ),
        Move(
            AdviceVisit.refuse,
            "Odmów",
            "record_advicevisit",
            form=ReasonForm,
            allowed=lambda visit: visit.booking.state == State.REQUESTED,
        ),
        Move(
            AdviceVisit.cancel,
            "Odwołaj",
            "record_advicevisit",
            form=ReasonForm,
            allowed=lambda visit: _is_coming(visit, State.REQUESTED, State.CONFIRMED, State.PROPOSED),
        ),
        Move(
            AdviceVisit.record,
            "Zapisz kartę porady",
            "record_advicevisit",
            form=CardForm,
            takes_user=True,
            allowed=lambda visit: (
                _has_begun(visit)
                and visit.booking.state in {State.CONFIRMED, State.TOOK_PLACE, State.NO_SHOW}
            ),
        ),
        Move(
            AdviceVisit.record_no_show,
            "Nikt się nie stawił",
            "record_advicevisit",
            form=NoShowForm,
            allowed=lambda visit: _has_begun(visit) and visit.booking.state == State.CONFIRMED,
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.card_view)
        return [path("<int:pk>/karta.pdf", view, name="bookings_advicevisit_card"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdviceVisit]:
        """All for whoever handles bookings; an adviser sees their own."""
        rows = AdviceVisit.objects.whole()
        if request.user.has_perm("bookings.confirm_booking"):
            return rows
        return rows.advised_by(request.user) if isinstance(request.user, User) else rows.none()

    def card_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return paper(
            self,
            request,
            pdf.advice_card_html(found),
            name=f"karta-porady-{pk}.pdf",
            title=f"Karta porady nr {found.number}",
            job="print_advice_card",
            visit_id=pk,
        )

    def move_initial(self, move: Move, subject: Any) -> dict[str, Any]:
        if move.form is CardForm:
            came = subject.booking.persons_came or subject.booking.persons
            return {"persons_came": came, "content": subject.content, "follow_up": subject.follow_up}
        if move.form is not OtherTimeForm:
            return {}
        start: datetime = timezone.localtime(subject.booking.starts_at)
        until = workdays_after(timezone.localdate(), ANSWER_DAYS, office_day_off())
        latest = start.date() - timedelta(days=1)
        return {"day": start.date(), "starts": start.time(), "answer_until": min(until, latest)}

    @admin.display(description="termin", ordering="booking__starts_at")
    def starts(self, visit: AdviceVisit) -> str:
        start, end = timezone.localtime(visit.booking.starts_at), timezone.localtime(visit.booking.ends_at)
        return f"{start:%d.%m.%Y, %H:%M}–{end:%H:%M}"

    @admin.display(description="doradca")
    def adviser(self, visit: AdviceVisit) -> str:
        return visit.adviser

    @admin.display(description="kto")
    def who(self, visit: AdviceVisit) -> str:
        return visit.party

    @admin.display(description="adres e-mail")
    def address(self, visit: AdviceVisit) -> str:
        return visit.guest.email if visit.guest else "–"

    @admin.display(description="stan", ordering="booking__state")
    def state(self, visit: AdviceVisit) -> str:
        return visit.booking.get_state_display()

    @admin.display(description="karta", boolean=True)
    def has_card(self, visit: AdviceVisit) -> bool:
        return visit.recorded_at is not None

    @admin.display(description="liczba osób")
    def persons(self, visit: AdviceVisit) -> int:
        return visit.booking.persons

    @admin.display(description="rezerwacja")
    def term(self, visit: AdviceVisit) -> SafeString:
        return link_to(visit.booking)

    @admin.display(description="karta porady")
    def card(self, visit: AdviceVisit) -> SafeString | str:
        if visit.recorded_at is None:
            return "jeszcze nie zapisana"
        url = reverse("admin:bookings_advicevisit_card", args=[visit.pk])
        return format_html('<a href="{}">Karta porady nr {} (PDF)</a>', url, visit.number)

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from agreements.admin.fields import date_field, last_day_field
from agreements.models import Agreement, Box, BoxLoan, Collector, MailItem, Right
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, MoveForm, MovesAdmin, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter, OfficeAdmin
from jcop.rules import RuledForm, violations_reported_on
from organizations.models import Organization


class LendForm(MoveForm):
    agreement = forms.ModelChoiceField(
        label="Porozumienie",
        queryset=Agreement.objects.none(),
        help_text="Dają prawo do skrzynki dziś albo od późniejszego dnia, jeżeli jej jeszcze nie użyczono.",
    )
    on = date_field("Od dnia")
    until = last_day_field("Do dnia", help_text="Puste: jak długo porozumienie daje skrzynkę.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agreement"]
        today = timezone.localdate()
        now, later = Agreement.objects.granting(Right.BOX, today), Agreement.objects.without_box(today)
        rows = Agreement.objects.starting().filter(Q(pk__in=now) | Q(pk__in=later))
        field.queryset = rows.select_related("organization").order_by("organization__name")
        field.label_from_instance = lambda agreement: f"{agreement.organization} ({agreement})"


class TakeBackForm(forms.Form):
    on = date_field("Ostatni dzień użyczenia")


class CallOffForm(MoveForm):
    loan = forms.ModelChoiceField(
        label="Użyczenie", queryset=BoxLoan.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["loan"]
        rows = self.subject.loans.to_come(timezone.localdate())
        field.queryset = rows.select_related("agreement__organization")
        field.label_from_instance = lambda loan: (
            f"od {loan.during.lower:%d.%m.%Y}: {loan.agreement.organization} ({loan.agreement})"
        )


def has_holder(box: Box) -> bool:
    return box.loan_on(timezone.localdate()) is not None


@admin.register(Box)
class BoxAdmin(MovesAdmin):
    list_display = ["__str__", "holder", "is_active"]
    list_filter = ["is_active"]
    fields = ["number", "is_active", "loans"]
    readonly_fields = ["loans"]
    moves = [
        Move(
            Box.lend,
            "Użycz skrzynki",
            "lend_box",
            form=LendForm,
            takes_user=True,
            allowed=lambda box: box.is_active,
        ),
        Move(Box.take_back, "Zakończ użyczenie", "lend_box", form=TakeBackForm, allowed=has_holder),
        Move(
            Box.call_off,
            "Odwołaj przyszłe użyczenie",
            "lend_box",
            form=CallOffForm,
            allowed=lambda box: box.loans.to_come(timezone.localdate()).exists(),
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Box | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Box]:
        return super().get_queryset(request).prefetch_related("loans__agreement__organization")

    def move_initial(self, move: Move, subject: Box) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    @admin.display(description="kto ma dzisiaj")
    def holder(self, box: Box) -> str:
        today = timezone.localdate()
        return next(
            (str(loan.agreement.organization) for loan in box.loans.all() if today in loan.during), "wolna"
        )

    @admin.display(description="użyczenia")
    def loans(self, box: Box) -> SafeString | str:
        rows = [
            (
                f"{loan.during.lower:%d.%m.%Y}",
                f"{loan.last_day:%d.%m.%Y}" if loan.last_day else "bezterminowo",
                link_to(loan.agreement, loan.agreement.organization),
            )
            for loan in box.loans.all()
        ]
        return format_html_join("", "<p>{} – {}: {}</p>", rows) or "nikomu jeszcze nie użyczona"


class CollectorForm(RuledForm):
    class Meta:
        model = Collector
        fields = ["organization", "name"]


@admin.register(Collector)
class CollectorAdmin(OfficeAdmin):
    form = CollectorForm
    list_display = ["name", "organization"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]

    def has_change_permission(self, request: HttpRequest, obj: Collector | None = None) -> bool:
        return False


class AddresseeForm(forms.Form):
    box = forms.ModelChoiceField(
        label="Skrzynka",
        queryset=Box.objects.filter(is_active=True),
        required=False,
        help_text="Numer z półki. Jeśli organizacja korzysta z samego adresu, proszę wybrać ją poniżej.",
    )
    organization = forms.ModelChoiceField(
        label="Organizacja", queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addressees = Agreement.objects.granting(Right.ADDRESS, timezone.localdate()).parties()
        boxed = Agreement.objects.granting(Right.BOX, timezone.localdate()).parties()
        field: Any = self.fields["organization"]
        field.queryset = (addressees | boxed).order_by("name")


class MailForm(AddresseeForm):
    kind = forms.ChoiceField(label="Rodzaj", choices=MailItem.Kind)
    on = date_field("Data nadejścia")


class CollectForm(MoveForm):
    on = date_field("Data odbioru")
    name = forms.ChoiceField(label="Kto odebrał")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["name"]
        field.choices = [(name, name) for name in self.subject.authorised()]
        field.help_text = (
            "Osoby wskazane przez organizację i jej reprezentanci. Kogo tu nie ma, temu nie wydajemy."
        )


class WaitingFilter(ChoiceFilter):
    title = "odbiór"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("czeka", "czeka na odbiór"), ("odebrane", "odebrane")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MailItem]) -> QuerySet[MailItem]:
        if self.value() == "czeka":
            return queryset.filter(collected_on=None)
        return queryset.exclude(collected_on=None) if self.value() == "odebrane" else queryset


@admin.register(MailItem)
class MailItemAdmin(ReadOnlyAdmin):
    """The book of mail that came for organisations."""

    list_display = ["arrived_on", "kind", "organization", "box", "collected_on", "collector"]
    list_display_links = ["arrived_on", "kind"]
    list_filter = [WaitingFilter, "kind"]
    list_select_related = ["organization", "box"]
    ordering = ["-arrived_on", "-pk"]
    search_fields = ["organization__name", "box__number"]
    fields = ["organization", "box", "kind", "arrived_on", "collected_on", "collector"]
    moves = [
        Move(
            MailItem.collect,
            "Odnotuj odbiór",
            "collect_mailitem",
            form=CollectForm,
            allowed=lambda item: item.collected_on is None,
        ),
        Move(
            MailItem.readdress,
            "Popraw adresata",
            "add_mailitem",
            form=AddresseeForm,
            allowed=lambda item: item.collected_on is None,
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agreements.add_mailitem")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"on": timezone.localdate(), "kind": MailItem.Kind.LETTER}
        form = MailForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            item = None
            with violations_reported_on(form):
                item = MailItem.note(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            if item and form.is_valid():
                messages.success(
                    request, f"Odnotowano: {item}, {item.organization}. Organizacja dostanie wiadomość."
                )
                return redirect("admin:agreements_mailitem_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "back": reverse("admin:agreements_mailitem_changelist"),
            "title": "Nowa przesyłka",
        }
        return TemplateResponse(request, "admin/agreements/mail.html", context)

    def move_initial(self, move: Move, subject: MailItem) -> dict[str, Any]:
        return {"on": timezone.localdate()}

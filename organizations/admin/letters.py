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

from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.admin.printing import paper
from jcop.forms import refuse_distant
from organizations import pdf
from organizations.models import Letter


class SentForm(forms.Form):
    sent_on = forms.DateField(
        label="Data wysłania",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[refuse_distant],
    )


class WaitingFilter(ChoiceFilter):
    """Without a choice the list is what has to be sent."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("wszystkie", "wszystkie listy")]

    def choices(self, changelist: Any) -> Any:
        default, *others = super().choices(changelist)
        return [{**default, "display": "do wysłania"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return queryset if self.value() == "wszystkie" else queryset & Letter.objects.waiting()


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """What goes by post, because no e-mail address is known."""

    list_display = ["subject", "organization", "address", "written_at", "state"]
    list_filter = [WaitingFilter]
    list_select_related = ["organization"]
    search_fields = ["subject", "organization__name"]
    fields = ["organization", "address", "subject", "text", "printable", "written_at", "state", "sent_on"]
    moves = [
        Move(
            Letter.mark_sent,
            "Oznacz jako wysłany",
            "change_letter",
            Letter.State.SENT,
            SentForm,
            takes_user=True,
        )
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.print_view)
        return [path("<int:pk>/pismo.pdf", view, name="organizations_letter_print"), *super().get_urls()]

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = self.get_object(request, str(pk))
        if letter is None:
            raise Http404
        if not self.has_view_permission(request, letter):
            raise PermissionDenied
        return paper(
            self,
            request,
            pdf.letter_html(letter),
            name=f"pismo-{letter.pk}.pdf",
            title=f"Pismo: {letter}",
            job="print_letter",
            letter_id=letter.pk,
        )

    def move_initial(self, move: Move, subject: Letter) -> dict[str, Any]:
        return {"sent_on": timezone.localdate()}

    @admin.display(description="adres")
    def address(self, letter: Letter) -> str:
        return letter.organization.address

    @admin.display(description="do wydruku")
    def printable(self, letter: Letter) -> SafeString:
        url = reverse("admin:organizations_letter_print", args=[letter.pk])
        return format_html('<a href="{}">pismo w PDF</a>', url)

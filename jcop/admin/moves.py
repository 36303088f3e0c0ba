"""Admin as a client of the verbs: buttons for the moves that are allowed now, a page for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from jcop.admin.consequences import Act, weigh
from jcop.admin.office import OfficeAdmin
from jcop.forms import whole_number
from jcop.history import changes_since, last_change, last_event
from jcop.moves import IllegalMove, Stateful
from jcop.rules import violations_reported_on


class MoveForm(forms.Form):
    """A form that has to know what it moves."""

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)

    def proposal(self) -> forms.Form | None:
        """What was entered, filled further for the person to check before the move is made; or nothing."""
        return None


@dataclass(frozen=True)
class Move:
    """A verb of the model, `act`: who may use it, when, and what it has to be told.

    It is called with the subject and with what its form asks for; its page has the function's name
    for an address. It is offered while the subject may move `to` that state, or while `allowed` says
    so. Where it may take the ground from bookings, `told` says to organisations what has changed,
    and whom it hits is shown before it is made.
    """

    act: Callable[..., Any]
    label: str
    permission: str
    to: str | None = None
    form: type[forms.Form] | type[forms.ModelForm] = forms.Form
    takes_user: bool = False
    allowed: Callable[[Any], bool] | None = None
    told: Callable[[Any], str] | None = None

    @property
    def verb(self) -> str:
        return self.act.__name__

    def is_allowed(self, subject: Any) -> bool:
        return self.allowed(subject) if self.allowed else subject.may_move(self.to)


class MovesAdmin(OfficeAdmin):
    """Shows each move as a button; a stale click becomes a sentence, never a traceback."""

    moves: Sequence[Move] = ()
    change_form_template = "admin/moves_change_form.html"
    move_template = "admin/move.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.move_view)
        return [path("<int:pk>/czynnosc/<slug:verb>/", view, name=self._move_url_name), *super().get_urls()]

    @property
    def _move_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_move"

    def _may(self, request: HttpRequest, move: Move) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{move.permission}")

    def moves_for(self, request: HttpRequest, subject: models.Model) -> list[dict[str, str]]:
        """Label and address of each move that this user may make now."""
        return [
            {
                "label": move.label,
                "url": reverse(f"admin:{self._move_url_name}", args=[subject.pk, move.verb]),
            }
            for move in self.moves
            if self._may(request, move) and move.is_allowed(subject)
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        subject = self.get_object(request, object_id)
        told = {"moves": self.moves_for(request, subject), **self.beside(subject)} if subject else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def beside(self, subject: Any) -> dict[str, Any]:
        """What the page of a row shows beside its fields and moves."""
        return {}

    def move_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        move = next((move for move in self.moves if move.verb == verb), None)
        subject = self.get_object(request, str(pk))
        if move is None or subject is None:
            raise Http404
        if not (self._may(request, move) and self.has_view_permission(request, subject)):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
        is_allowed = move.is_allowed(subject)
        if not is_allowed and (request.method != "POST" or not move.form.base_fields):
            messages.warning(request, self.why_not(move, subject))
            return redirect(back)
        form = self._move_form(request, move, subject)
        proposal = None
        if not is_allowed:
            # The words that were typed stay on the page, to be copied.
            form.add_error(None, self.why_not(move, subject))
        elif request.method == "POST" and form.is_valid():
            self._refuse_unseen(request, form, subject)
            proposal = form.proposal() if isinstance(form, MoveForm) and form.is_valid() else None
            page = self._made(request, move, subject, form) if proposal is None and form.is_valid() else None
            if page is not None:
                return page
            if proposal is None and form.is_valid():
                messages.success(request, self.what_came(move, subject, form))
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "move": move,
            "subject": subject,
            "subject_names_it": str(getattr(subject, "organization", "")) in str(subject),
            "form": proposal or form,
            "is_allowed": is_allowed,
            "is_proposal": proposal is not None,
            "seen": last_event(subject),
            "back": back,
            "title": move.label,
        }
        return TemplateResponse(request, self.move_template, context)

    def _move_form(self, request: HttpRequest, move: Move, subject: Any) -> forms.Form | forms.ModelForm:
        is_sent = request.method == "POST"
        told, files = (request.POST, request.FILES) if is_sent else (None, None)
        known = {"subject": subject} if issubclass(move.form, MoveForm) else {}
        return move.form(told, files, initial=self.move_initial(move, subject), **known)

    def _refuse_unseen(self, request: HttpRequest, form: forms.Form | forms.ModelForm, subject: Any) -> None:
        """A decision on a page that somebody has changed since is refused, saying what changed."""
        seen = whole_number(request.POST.get("seen", ""))
        if seen is not None and (changes := list(changes_since(subject, seen))):
            form.add_error(
                None,
                f"W międzyczasie zmieniono tę sprawę ({last_change(subject)}). Zmiany: "
                f"{'; '.join(changes)}. Proszę sprawdzić i zatwierdzić ponownie.",
            )

    def _made(
        self, request: HttpRequest, move: Move, subject: Any, form: forms.Form | forms.ModelForm
    ) -> HttpResponse | None:
        """Make the move, or report on the form why not; a page where something has to be decided first."""
        person = {"by": request.user} if move.takes_user else {}
        page = None
        with violations_reported_on(form):
            do = partial(move.act, subject, **form.cleaned_data, **person)
            if (told := move.told) is None:
                do()
            else:
                title = f"{move.label}: {subject}"
                page, _ = weigh(request, Act(str(self.opts.model_name), title, do, lambda _: told(subject)))
        return page

    def what_came(self, move: Move, subject: Any, form: forms.Form | forms.ModelForm) -> str:
        """What is told to whoever made the move."""
        return f"Zrobione: {move.label.lower()} – {subject}."

    def why_not(self, move: Move, subject: Any) -> str:
        """What is told of a move that is not allowed now, to whoever asks for it all the same."""
        if isinstance(subject, Stateful):
            return str(IllegalMove(subject, to_staff=True).message)
        changed = last_change(subject)
        return f"Tej czynności nie można już wykonać{f': ostatnia zmiana {changed}' if changed else ''}."

    def move_initial(self, move: Move, subject: Any) -> dict[str, Any]:
        """What the form of a move starts with."""
        return {}


class ReadOnlyAdmin(MovesAdmin):
    """Cases change by their moves only; nothing is typed over and nothing is deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

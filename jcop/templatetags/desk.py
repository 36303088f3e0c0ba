"""What Django admin's lists lack on a telephone."""

import re
from collections.abc import Iterable

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from jcop.accounts.desk import Queue, link_to
from jcop.jobs import is_silent, worker_seen_at
from jcop.models import Centre, Message, User
from jcop.opening.wording import full_date

register = template.Library()
FIELD = re.compile(r'<(?:input(?! type="hidden")|select|textarea)\b')


@register.simple_tag
def centre_queues(user: User) -> list[Queue]:
    """What the Centre itself has to do: mails that did not leave, its declaration, what its data lack."""
    return [*_mails(user), *_declaration(user), *_lacking(user)]


def _mails(user: User) -> list[Queue]:
    if not user.has_perm("jcop.view_message"):
        return []
    mails = reverse("admin:jcop_message_changelist")
    failed, failing = Message.objects.unsent_counts()
    return [
        Queue("niewysłana wiadomość,niewysłane wiadomości,niewysłanych wiadomości", "e-mail", failed, mails),
        Queue(
            "wiadomość,wiadomości,wiadomości",
            "e-mail do ponowienia po nieudanej próbie",
            failing,
            f"{mails}?kolejka=ponawiane",
        ),
    ]


def _declaration(user: User) -> list[Queue]:
    if not user.has_perm("jcop.change_centre"):
        return []
    centre, today = Centre.objects.get(), timezone.localdate()
    due_on = centre.declaration_due_on(today)
    if due_on is None:
        return []
    when = f"do {full_date(due_on)}" if today <= due_on else f"po terminie ({full_date(due_on)})"
    change = reverse("admin:jcop_centre_change", args=[centre.pk])
    return [Queue("przegląd,przeglądy,przeglądów", f"deklaracji dostępności {when}", 1, change)]


def _lacking(user: User) -> list[Queue]:
    """Contacts that the law wants told and that nobody has entered (RODO art. 13, e-Doręczenia)."""
    if not user.has_perm("jcop.change_centre"):
        return []
    centre = Centre.objects.get()
    wanted = {"inspektor ochrony danych": centre.data_officer, "adres do e-Doręczeń": centre.e_delivery}
    lacking = [name for name, value in wanted.items() if not value]
    if not lacking:
        return []
    change = reverse("admin:jcop_centre_change", args=[centre.pk])
    rest = f"w danych Centrum: {', '.join(lacking)}"
    return [Queue("brak,braki,braków", rest, len(lacking), change)]


@register.simple_block_tag
def linked(content: str, row: Model) -> SafeString:
    """What stands between the tags: a link to the row's page for whoever may open it."""
    return link_to(row, content)


@register.inclusion_tag("admin/_worker.html")
def worker_watch() -> dict[str, object]:
    """Since when nobody has sent mails and made documents; nothing while somebody does."""
    seen_at = worker_seen_at()
    return {"is_silent": is_silent(seen_at), "seen_at": seen_at}


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, str]]) -> list[SafeString]:
    """The cells of one row, as Django made them, each with the name of its column in `data-label`."""
    return [_labelled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=True)]


def _labelled(cell: str, name: str) -> SafeString:
    if "<" in name:  # The box that chooses a row has another box for its heading.
        return mark_safe(cell)  # noqa: S308 - Django's own HTML
    said = escape(capfirst(name))
    # A field that is edited in the list has no label of its own.
    tag, rest = cell[:3], FIELD.sub(rf'\g<0> aria-label="{said}"', cell[3:])
    return mark_safe(f'{tag} data-label="{said}"{rest}')  # noqa: S308 - Django's own HTML, and an escaped name

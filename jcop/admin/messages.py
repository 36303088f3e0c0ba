"""The desk looks after mails that did not leave."""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.models import Message

# Their words name a person, whom the Centre's worker need not know: the link leads whoever may see.
OF_PERSONS = {"jcop.User", "organizations.AccessRequest"}
QUEUES = {
    "": ("niewysłane", lambda rows: rows.failed()),
    "ponawiane": ("ponawiane", lambda rows: rows.failing()),
    "czekaja": ("do wysłania", lambda rows: rows.waiting()),
    "wszystkie": ("wszystkie", lambda rows: rows),
}


def name_of(row: Model) -> str:
    """What the desk calls a row; a person's account and request by their numbers."""
    opts = row._meta
    if type(row) not in admin.site._registry:
        return str(opts.verbose_name)
    return f"{opts.verbose_name} nr {row.pk}" if opts.label in OF_PERSONS else str(row)


class QueueFilter(ChoiceFilter):
    """Without a choice the list is what was given up."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(slug, label) for slug, (label, _) in QUEUES.items() if slug]

    def choices(self, changelist: Any) -> Any:
        default, *others = super().choices(changelist)
        return [{**default, "display": QUEUES[""][0]}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        _, chosen = QUEUES[self.value() or ""]
        return chosen(queryset)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What became of each mail; never its text or an address."""

    empty_list = "Wszystkie wiadomości wyszły, żadna nie czeka na ponowne wysłanie."
    list_display = ["kind_", "whose", "about", "asked_at", "state", "obstacle"]
    list_filter = [QueueFilter]
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "kind_",
        "whose",
        "about",
        "asked_at",
        "state",
        "obstacle",
        "tries",
        "not_before",
        "ends_at",
        "settled_at",
    )
    readonly_fields = fields
    actions = ["resend_all"]
    moves = [
        Move(Message.resend, "Wyślij ponownie", "resend_message", allowed=lambda mail: mail.may_be_resent)
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).prefetch_related("recipient", "subject")

    @admin.display(description="wiadomość", ordering="kind")
    def kind_(self, message: Message) -> str:
        return message.words

    @admin.display(description="do kogo")
    def whose(self, message: Message) -> str:
        """By name where the desk has a page for it and the name is no person's."""
        recipient = message.recipient
        return "–" if recipient is None else name_of(recipient)

    @admin.display(description="dotyczy")
    def about(self, message: Message) -> str | SafeString:
        subject: Model | None = message.subject
        if subject is None:
            return "–"
        return link_to(subject, name_of(subject))

    @admin.display(description="przeszkoda")
    def obstacle(self, message: Message) -> str:
        return message.get_problem_display() or "–"

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jcop.resend_message")

    @admin.action(description="Wyślij ponownie", permissions=["resend"])
    def resend_all(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        passed_over = Counter[str]()
        for message in queryset:
            try:
                message.resend()
            except ValidationError as refusal:
                passed_over[refusal.messages[0]] += 1
        sent = len(queryset) - passed_over.total()
        reasons = "".join(f" Pominięto: {count}. {why}" for why, count in passed_over.items())
        self.message_user(
            request, f"Wiadomości do ponownego wysłania: {sent} z {len(queryset)} wybranych.{reasons}"
        )

"""What people type is words on every page of everybody else: no markup among it is ever obeyed."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django import forms
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, models, transaction
from django.template import engines
from django.urls import get_resolver
from django.utils import timezone

from agreements.models import ChangeDraft, ChangeRequest, Message, RequestedService, RequestVersion
from bookings.models import BookingContact, SeatName
from jcop.models import CityArms
from tests.factories import make_organization
from tests.files import picture
from tests.test_access import VERBS, routes
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
MARK = "\"'><u id=x>"
OBEYED = b"<u id=x>"
OURS = ("jcop", "organizations", "agreements", "bookings")
# Nobody types these: the portal makes them, and they lead to a row or prove what it holds.
MADE = {
    "AnnouncementPicture.digest",
    "Attachment.sha256",
    "BookablePhoto.digest",
    "Consequence.against",  # Words of ours for what stands against a booking.
    "Counter.series",
    "DocumentText.body",  # Refused whole when it is saved with a tag that is not on its list.
    "DocumentVersion.sha256",
    "FeedSecret.key",
    "Introduction.client_hash",
    "Introduction.code_hash",
    "IssuedDocument.sha256",
    "Letter.key",
    "CityArms.digest",
    "MapPicture.digest",
    "OrphanFile.name",
    "Organization.key",
    "Promotion.key",
    "SignedScan.sha256",
    "Trace.detail",
    "Trace.reason",  # Never changed; the page that lists traces escapes as every list of the desk does.
    "User.notice_version",
    "User.password",
}
# Columns that no row of the world may fill. All but the number are the office's, typed at the end of a case.
UNPLANTED = {
    "AdviceVisit.content",
    "AdviceVisit.follow_up",
    "Agreement.handed_over_to",
    "Amendment.changes",
    "FormalCheck.defects",
    "Handover.condition_back",
    "Handover.damage",
    "MailItem.collector",
    "Note.text",
    "Organization.krs",
    "RulesAcceptance.version",
    "SecondFactorReset.reason",
    "SeriesDate.reason",
    "Signature.function",
    "Signature.name",
    "WantedTimesSettled.note",
}
READ_AS_MARKUP = ("text/html", "application/xml", "application/atom+xml", "image/svg+xml")


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every text column of ours for typed words, of residents, organisations and the office alike."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                plain = field.base_field if isinstance(field, ArrayField) else field
                is_text = isinstance(plain, (models.CharField, models.TextField)) and not plain.choices
                is_made = f"{model.__name__}.{field.name}" in MADE or model.__name__.endswith("Event")
                if is_text and not is_made and not isinstance(plain, (models.SlugField, models.FileField)):
                    yield model, field


def plant() -> set[str]:
    """The mark into every such column of every row that may hold it; the columns that now do."""
    planted = set()
    for model, field in columns():
        for pk in model._base_manager.values_list("pk", flat=True):
            words = f"{MARK}{pk}"[: getattr(field, "max_length", None)]
            with suppress(IntegrityError, DataError), transaction.atomic():
                value = [words] if isinstance(field, ArrayField) else words
                if model._base_manager.filter(pk=pk).update(**{field.name: value}):
                    planted.add(f"{model.__name__}.{field.name}")
    for rows, name in (
        (RequestedService.objects.all(), "answers"),
        (RequestVersion.objects.all(), "content"),
    ):
        for row in rows:
            rows.filter(pk=row.pk).update(**{name: marked(getattr(row, name))})
    return planted


def marked(value: object) -> object:
    """JSON of the same shape, every word of it the mark."""
    if isinstance(value, dict):
        return {key: marked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [marked(inner) for inner in value]
    return MARK if isinstance(value, str) else value


def written_to(world: World) -> None:
    """What the world lacks and people type: who comes and what they need, a message, a legal form, arms."""
    make_organization(legal_form="other", krs=None, register_number="R/1", other_form="izba")
    arms = CityArms(centre_id=1, alt="herb")
    arms.draw(picture("JPEG", 20, 30))
    arms.save()
    BookingContact.keep(world.booking, {"name": "Jan", "phone": "32 47 19 555", "needs": "winda"})
    SeatName.objects.create(seat=world.seat, name="Jan")
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawal_reason": "pomyłka"}
    ChangeDraft.objects.filter(pk=world.change.pk).update(**withdrawn)
    declined = {"state": "declined", "reason": "nie ma doradcy", "settled_at": timezone.now()}
    ChangeRequest.objects.create(agreement=world.agreement, kind="amendment", text="porady", **declined)
    Message.write(request=world.request, text="pytanie", by=world.colleague.user, is_from_office=False)


def obeying(world: World, role: str, *, desk: bool) -> dict[str, bytes]:
    """Pages on which a browser would take the mark for an element, with what stands there."""
    reader, obeyed = world.client(role), {}
    for name, route in routes(get_resolver().url_patterns):
        if name in VERBS or route.startswith("admin/") != desk:
            continue
        savepoint = transaction.savepoint()
        response = reader.get(world.path(route))
        page = b"" if response.streaming else response.content
        if OBEYED in page and response["Content-Type"].startswith(READ_AS_MARKUP):
            at = page.index(OBEYED)
            obeyed[name] = page[max(0, at - 80) : at + 20]
        transaction.savepoint_rollback(savepoint)
    return obeyed


@pytest.mark.parametrize(("role", "desk"), [("keeper", False), ("clerk", True), ("superuser", True)])
def test_markup_that_somebody_typed_is_obeyed_on_no_page(role: str, desk: bool):
    world = World()
    written_to(world)
    every = {f"{model.__name__}.{field.name}" for model, field in columns()}

    planted = plant()

    assert obeying(world, role, desk=desk) == {}
    assert every - planted == UNPLANTED


class HelpfulForm(forms.Form):
    words = forms.CharField(help_text="<u id=x>", label="<u id=x>")


def test_help_and_label_of_a_field_are_words_unless_they_were_made_as_markup():
    form = HelpfulForm(auto_id=False)

    page = (
        engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}").render({"form": form})
    )

    page = page.replace("\xa0", " ")
    assert page.count("&lt;u id=x&gt;") == 2
    assert page.count("<u id=x>") == 0

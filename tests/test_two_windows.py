"""Two people have one form open: nobody's change is undone by a save, and what both changed is refused."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db import connection, models, transaction
from django.db.utils import Error
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.admin.attachments import AttachmentAdmin
from agreements.forms import DetailsForm as AnswersForm
from agreements.forms import PromotionForm, ServicesForm, SigningForm
from agreements.models import Attachment, Service, ServiceRequest
from agreements.views.mail import CollectorForm
from jcop.admin.office import OfficeAdmin
from jcop.admin.rich_text import RichTextField
from jcop.models import WorkerDuty
from jcop.opening.typed_hours import read_hours
from jcop.rules import RuledForm
from jcop.typed.seen import ChangedOnlyForm, SeenForm
from organizations.forms import DetailsForm, PublicForm, RegisterForm, RepresentativeForm
from organizations.models import Organization
from tests.rows import undone
from tests.two_windows import sent_back
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
TYPED = (models.CharField, models.TextField, models.IntegerField, models.DateField)


def other_value(field: models.Field, value: Any, number: int) -> Any:
    if isinstance(field, models.IntegerField):
        return (value or 0) + number
    if isinstance(field, models.DateField):
        return value.replace(day=10 + number) if value else None
    return f"{value or ''} {'xyz'[number]}".strip()


def to_change(form: forms.ModelForm) -> Iterator[models.Field]:
    """Columns that the form shows and that may be changed by themselves; none that an editor writes anew."""
    plain = (name for name, field in form.fields.items() if not isinstance(field, RichTextField))
    for name in plain:
        field = {each.name: each for each in form._meta.model._meta.concrete_fields}.get(name)
        is_plain = isinstance(field, TYPED) and not isinstance(field, (models.SlugField, models.EmailField))
        if is_plain and not (field.choices or field.unique or form[name].is_hidden):
            yield field


def changed_elsewhere(form: forms.ModelForm, number: int = 1) -> tuple[str, Any]:
    """Another window changes one field of the same row: its name and what it is now."""
    rows = type(form.instance)._base_manager.filter(pk=form.instance.pk)
    for field in to_change(form):
        value = other_value(field, getattr(form.instance, field.name), number)
        try:
            with transaction.atomic():
                rows.update(**{field.name: value})
        except Error:
            continue
        return field.name, value
    raise AssertionError(f"no field of {type(form).__name__} can be changed")


def stored(form: forms.ModelForm, name: str) -> Any:
    return type(form.instance)._base_manager.values_list(name, flat=True).get(pk=form.instance.pk)


def forms_of(page: Any) -> list[forms.ModelForm]:
    """The forms of stored rows on a page of admin or of the panel."""
    context = page.context
    if "cl" in context:
        shown = context["cl"].formset.forms[:1]
    elif "adminform" in context:
        inlines = [each.formset for each in context["inline_admin_formsets"] if each.has_change_permission]
        shown = [context["adminform"].form, *(form for each in inlines for form in each.initial_forms)]
    else:
        shown = [context["form"]]
    return [form for form in shown if form.instance.pk and list(to_change(form))]


def judge(client: Client, path: str, number: int) -> type[forms.ModelForm]:
    """Two windows on one form: the other is saved first."""
    page = client.get(path)
    form = forms_of(page)[number]
    name, theirs = changed_elsewhere(form)
    column = form._meta.model._meta.get_field(name)
    sent, mine = {**sent_back(page), "_save": "Zapisz"}, str(other_value(column, theirs, 2))
    shown = form.add_prefix(name)

    untouched = client.post(path, sent)
    after_untouched = stored(form, name)
    refused = client.post(path, {**sent, shown: mine})
    after_refused = stored(form, name)
    again = client.post(path, {**sent_back(refused), "_save": "Zapisz"})

    assert (untouched.status_code, after_untouched) == (302, theirs)
    assert (refused.status_code, after_refused) == (200, theirs)
    (again_form,) = [each for each in forms_of(refused) if each.add_prefix(name) == shown]
    (sentence,) = again_form.errors[name]
    assert (f"„{theirs}”" in sentence, f"„{mine}”" in sentence) == (True, True)
    assert (again.status_code, str(stored(form, name))) == (302, mine)
    return type(form)


def offices(world: World, root: Any) -> Iterator[str]:
    """Every page on which the office types a row over."""
    request = HttpRequest()
    request.user = root
    WorkerDuty.objects.get().set_week([read_hours("15:00-18:00")] * 7)
    for model, model_admin in admin.site._registry.items():
        row = world.subject(model._meta.model_name) if isinstance(model_admin, OfficeAdmin) else None
        if row and model_admin.has_change_permission(request, row):
            place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"{place}_change", args=[row.pk])
            if model_admin.list_editable:
                yield reverse(f"{place}_changelist")


@pytest.fixture(scope="module")
def world(shared_world: None) -> World:
    return World()


def test_no_form_of_the_office_writes_what_another_window_changed(world, case):
    root, client = world.users["superuser"], world.client("superuser")
    for path in offices(world, root):
        page = client.get(path)
        for number, form in enumerate(forms_of(page)):
            with case(path, form.prefix), undone():
                assert issubclass(judge(client, path, number), ChangedOnlyForm)


def test_every_table_that_the_office_changes_is_under_these_rules(world):
    request = HttpRequest()
    request.user = world.users["superuser"]
    others = {type(each) for each in admin.site._registry.values() if not isinstance(each, OfficeAdmin)}

    assert others == {AttachmentAdmin}
    assert AttachmentAdmin(Attachment, admin.site).get_urls() != []


def test_whatever_comes_in_place_of_what_the_page_showed_breaks_nothing(world, case):
    for path in [*offices(world, world.users["superuser"]), *panel(world)]:
        client = world.client("keeper" if path.startswith("/panel/") else "superuser")
        sent = sent_back(client.get(path))
        carried = [name for name in sent if "initial-" in name]
        for junk in ("5", "[1, null]", '{"a": [1]}', "[" * 5_000):
            with case(path, junk[:9]), undone():
                answer = client.post(path, {**sent, **dict.fromkeys(carried, junk)})

                assert answer.status_code in (200, 302)


def panel(world: World) -> dict[str, type[RuledForm]]:
    """The pages on which an organisation types a row over."""
    key, person = world.organization.key, world.organization.representatives.first()
    return {
        reverse("organizations:edit_details", args=[key]): DetailsForm,
        reverse("organizations:edit_public", args=[key]): PublicForm,
        reverse("organizations:edit_representative", args=[key, person.pk]): RepresentativeForm,
        reverse("agreements:correct_promotion", args=[key, world.waiting.pk]): PromotionForm,
    }


def test_no_form_of_an_organisation_writes_what_another_window_changed(world, case):
    client = world.client("keeper")
    for path, form in panel(world).items():
        with case(path), undone():
            assert judge(client, path, 0) is form


def test_every_ruled_form_is_of_the_desk_or_stands_here(world):
    only_new = {RegisterForm, CollectorForm}

    elsewhere = {form for form in below(RuledForm) if ".admin." not in form.__module__}

    assert elsewhere == {*panel(world).values(), *only_new}


def below(kind: type) -> Iterator[type]:
    """Forms that stand in our modules; Django makes others of them as it goes."""
    for each in kind.__subclasses__():
        if getattr(sys.modules[each.__module__], each.__name__, None) is each:
            yield each
        yield from below(each)


def test_a_suspension_made_meanwhile_stands_and_what_was_typed_is_saved(world):
    path = reverse("organizations:edit_details", args=[world.organization.key])
    client, rows = world.client("keeper"), Organization.objects.filter(pk=world.organization.pk)
    sent = sent_back(client.get(path))
    rows.update(state="suspended", state_reason="kontrola", phone="32 47 19 111")

    answer = client.post(path, {**sent, "street": "ul. Nowa 7"})

    assert answer.status_code == 302
    assert rows.values_list("state", "state_reason", "phone", "street").get() == (
        "suspended",
        "kontrola",
        "32 47 19 111",
        "ul. Nowa 7",
    )


def test_only_changed_columns_are_written(world):
    path = reverse("organizations:edit_details", args=[world.organization.key])
    client = world.client("keeper")
    sent = sent_back(client.get(path))

    with CaptureQueriesContext(connection) as asked:
        client.post(path, {**sent, "street": "ul. Nowa 7"})
        client.post(path, {**sent, "street": "ul. Nowa 7"})

    written = 'UPDATE "organizations_organization" SET '
    updates = [each["sql"].partition(written)[2] for each in asked if written in each["sql"]]
    assert [columns.partition(" WHERE ")[0] for columns in updates] == [""""street" = 'ul. Nowa 7'"""]


class TestDraft:
    """Two members of one organisation on one draft."""

    @pytest.fixture
    def draft(self, world: World) -> ServiceRequest:
        return world.draft

    @pytest.fixture
    def member(self, world: World) -> Client:
        return world.client("user")

    @staticmethod
    def step(draft: ServiceRequest, name: str) -> str:
        return reverse(f"agreements:request_{name}", args=[draft.organization.key, draft.pk])

    def test_services_chosen_meanwhile_stay_and_two_choices_are_both_shown(self, draft, member):
        path = self.step(draft, "services")
        sent = sent_back(member.get(path))
        desk, advice = (Service.objects.get(code=code) for code in ("dyzury", "doradztwo"))
        chosen = set(draft.services.all())
        draft.choose([*chosen, desk])

        untouched = member.post(path, sent)
        after_untouched = set(draft.services.all())
        refused = member.post(path, {**sent, "services": [*sent["services"], str(advice.pk)]})

        assert (untouched.status_code, after_untouched) == (302, {*chosen, desk})
        assert (refused.status_code, set(draft.services.all())) == (200, {*chosen, desk})
        (sentence,) = refused.context["form"].errors["services"]
        assert (desk.name in sentence, advice.name in sentence) == (True, True)

    def test_answers_of_two_members_are_both_kept_and_the_same_answer_is_refused(self, draft, member):
        path, wish = self.step(draft, "details"), draft.wishes.get(service__code="sala")
        sent = sent_back(member.get(path))
        times, remarks = f"times_{wish.service_id}", f"remarks_{wish.service_id}"
        wish.answers |= {"times": "we wtorki"}
        wish.save()

        kept = member.post(path, {**sent, remarks: "z projektorem"})
        wish.refresh_from_db()
        after_kept = dict(wish.answers)
        refused = member.post(path, {**sent, times: "w piątki"})

        assert (kept.status_code, after_kept) == (302, {"times": "we wtorki", "remarks": "z projektorem"})
        (sentence,) = refused.context["form"].errors[times]
        assert ("„we wtorki”" in sentence, "„w piątki”" in sentence) == (True, True)

    def test_words_about_a_service_that_is_gone_are_shown_once_more(self, draft, member):
        path, wish = self.step(draft, "details"), draft.wishes.get(service__code="sala")
        sent = {**sent_back(member.get(path)), f"remarks_{wish.service_id}": "z projektorem"}
        draft.choose([service for service in draft.services.all() if service.pk != wish.service_id])

        refused = member.post(path, sent)
        saved = member.post(path, sent_back(refused))

        assert "„z projektorem”" in refused.context["form"].non_field_errors()[0]
        assert saved.status_code == 302

    def test_whoever_left_the_print_alone_does_not_take_it_back(self, draft, member):
        path = self.step(draft, "signing")
        sent = sent_back(member.get(path))
        draft.sign(draft.signatories.all(), wants_print=True)

        member.post(path, sent)

        draft.refresh_from_db()
        assert draft.wants_print

    def test_every_step_that_is_stored_is_such_a_form(self):
        stored = {form for form in below(SeenForm) if not issubclass(form, forms.BaseModelForm)}

        assert stored - {ServicesForm, AnswersForm, SigningForm} == set()

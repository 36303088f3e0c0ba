"""Where PostgreSQL's constraints become sentences that people read."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ClassVar, ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.forms import BaseForm, ModelForm
from psycopg.errors import DeadlockDetected

from jcop.typed.seen import ChangedOnlyForm

P = ParamSpec("P")
R = TypeVar("R")


class Ruled(models.Model):
    """A model whose constraints judge the whole row, also the fields that a form does not show.

    Django leaves out constraints on excluded fields (ticket 36222); here they are checked, and what
    concerns a field outside the form becomes an error of the form as a whole.
    """

    class Meta:
        abstract = True

    # Fields that a form has refused by themselves: no constraint on them adds a second sentence.
    refused_fields: Collection[str] = ()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        try:
            super().validate_constraints(exclude=self.refused_fields)
        except ValidationError as error:
            told: dict[str, list[ValidationError]] = {}
            for field, errors in error.error_dict.items():
                key = NON_FIELD_ERRORS if field in (exclude or ()) else field
                told.setdefault(key, []).extend(errors)
            raise ValidationError(told) from error


class RuledForm(ChangedOnlyForm, ModelForm):
    """A form of a Ruled model: where a field has its own error, no constraint on it adds a second one."""

    # Fields of the form under a name of their own, and the fields of the model that they fill.
    FILLS: ClassVar[dict[str, tuple[str, ...]]] = {}

    def _post_clean(self) -> None:
        self.instance.refused_fields = {
            field for name in self.errors for field in self.FILLS.get(name, (name,))
        }
        super()._post_clean()
        self.instance.refused_fields = ()


def violation_message(error: IntegrityError) -> str | None:
    """The sentence of the violated constraint, found by the name that PostgreSQL reports."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
        for field in model._meta.concrete_fields:
            # What Django calls the constraint of a unique field.
            if field.unique and str(name).startswith(f"{model._meta.db_table}_{field.column}_"):
                return model().unique_error_message(model, (field.name,)).messages[0]
    return None


@contextmanager
def violations_reported_on(form: BaseForm) -> Iterator[None]:
    """Run a verb in a transaction; what it or PostgreSQL refuses becomes an error of `form`.

    A refusal (ValidationError) lands beside the field it names, or above the form; a violated
    constraint lands above the form. Anything else is a bug and is raised.
    """
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: [error]}
        for field, errors in by_field.items():
            form.add_error(field if field in form.fields else None, errors)
    except IntegrityError as error:
        message = violation_message(error)
        if message is None:
            raise
        form.add_error(None, ValidationError(message, code="conflict"))


def again_after_deadlock(verb: Callable[P, R]) -> Callable[P, R]:
    """Run an atomic verb once more when PostgreSQL ended it to break a deadlock; then give up.

    Verbs lock in one order, so this is for paths that forget. The second time people read that the
    time is taken: whoever won the deadlock has it.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            raise ValidationError(
                "W tej chwili ktoś inny zajmuje ten termin. Proszę spróbować ponownie.",
                code="taken",
            ) from error

    return run

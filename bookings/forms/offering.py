"""What can be booked, as a choice."""

from django import forms

from bookings.models import Bookable
from bookings.models.places import BookableQuerySet


def offer(field: forms.Field, rows: BookableQuerySet, nothing: str) -> dict[str, Bookable]:
    """Let `field` choose among `rows`, or `nothing`; read once, they are the form's to use as well."""
    assert isinstance(field, forms.TypedChoiceField)
    found = {str(each.pk): each for each in rows}
    field.choices = [("", nothing), *((key, each.name) for key, each in found.items())]
    field.coerce = found.__getitem__
    return found

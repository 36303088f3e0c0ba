"""A talk with an adviser: about what, when, and for whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bookings.forms.guests import GuestForm
from bookings.models import Bookable, Booking, Introduction
from bookings.models.places import ADVISER_TAKEN
from bookings.search.slots import AdviceSlot, free_slots
from jcop.forms import OnceForm
from jcop.models import User
from jcop.models.hours import WEEKDAYS
from jcop.opening.wording import full_date
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization

MOST_SHOWN = 30


def about_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Czego dotyczy sprawa",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
        help_text=f"Krótko, żeby doradca mógł się przygotować. {help_text}",
    )


class TalkForm(forms.Form):
    """What is asked of everybody; the chosen time comes from the address."""

    persons = forms.IntegerField(label="Ile osób przyjdzie", min_value=1, max_value=99, initial=1)
    about = about_field("Bez danych innych osób.")


class FounderForm(GuestForm, TalkForm):
    field_order = ["name", "email", "persons", "about"]

    def wish(self, slot: AdviceSlot, topic: str) -> dict[str, Any]:
        """What is kept until the code is right, in plain values."""
        data = self.cleaned_data
        return {"slot": slot.key, "topic": topic, "persons": data["persons"], "about": data["about"]}


class OrganizationTalkForm(TalkForm, OnceForm):
    def book(self, organization: Organization, slot: AdviceSlot, topic: str, by: User) -> Booking:
        """The talk, on a time that is free; one that this form has taken already is its own."""
        data, key = self.cleaned_data, self.key_of(organization, slot.key, topic)
        Organization.objects.locked(organization.pk)
        mine = Booking.objects.of(organization).filter(form_key=key)
        if not mine.exists() and not is_free(slot, topic, timezone.now(), organization):
            raise forms.ValidationError(ADVISER_TAKEN, code="taken")
        return Booking.request(
            organization=organization,
            by=by,
            bookable=slot.bookable,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            purpose=Booking.Purpose.OTHER,
            persons=data["persons"],
            topic=topic,
            about=data["about"],
            form_key=key,
        )


class SlotForm(forms.Form):
    """Another time, of those that are free; one that has been taken meanwhile says so."""

    slot = forms.ChoiceField(
        label="Wolne terminy",
        widget=forms.RadioSelect,
        error_messages={"required": "Proszę wybrać termin.", "invalid_choice": ADVISER_TAKEN},
    )

    def __init__(self, data: Any, *, slots: Sequence[AdviceSlot], **options: Any) -> None:
        super().__init__(data, **options)
        self.slots = {slot.key: slot for slot in slots[:MOST_SHOWN]}
        self.fields["slot"].choices = [(key, _said(slot)) for key, slot in self.slots.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> AdviceSlot:
        return self.slots[self.cleaned_data["slot"]]


def _said(slot: AdviceSlot) -> str:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    day = start.date()
    return f"{WEEKDAYS[day.weekday()]}, {full_date(day)}, {start.hour}:{start:%M}–{end.hour}:{end:%M}"


def slot_of(key: str, topic: str) -> AdviceSlot | None:
    """The talk that an address names, whether it is free or not; nothing when the words name none."""
    number, _, moment = key.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    try:
        starts_at = timezone.make_aware(datetime.strptime(moment, "%Y-%m-%dT%H:%M"))  # noqa: DTZ007 - Warsaw's clock.
    except ValueError:
        return None
    adviser = Bookable.objects.active().advising(topic).filter(pk=number).first()
    return AdviceSlot(adviser, starts_at) if adviser else None


def is_free(slot: AdviceSlot, topic: str, at: datetime, organization: Organization | None = None) -> bool:
    """Offered at this moment: on the adviser's own times, which no address can choose otherwise."""
    return slot.key in {free.key for free in free_slots(topic, at, organization=organization)}


def book_for_guest(introduction: Introduction, slot: AdviceSlot | None, at: datetime) -> Booking:
    """What a guest was at when the code was sent, at `slot` or at the time chosen then."""
    wish = introduction.wish
    slot = slot or slot_of(wish["slot"], wish["topic"])
    if slot is None or introduction.guest is None:
        raise forms.ValidationError(ADVISER_TAKEN, code="taken")
    return Booking.advise(
        guest=introduction.guest,
        name=introduction.name,
        bookable=slot.bookable,
        starts_at=slot.starts_at,
        topic=wish["topic"],
        about=wish["about"],
        persons=wish["persons"],
        form_key=introduction.key,
        at=at,
    )

"""A series between its rule and its booking: its dates are shown, then those that were ticked are taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bookings.forms.rhythm import RhythmForm
from bookings.forms.series import DatesForm, SeriesForm, fingerprint
from bookings.models import Plan, Series, Slot
from bookings.models.series_dates import Followed
from bookings.search.previewing import Preview, previews_of
from organizations.models import Organization

# The button that books; every other shows the dates first.
LAST_STEP = "rezerwacja"
CLAIMED = (
    "Ten formularz był już wysłany. Poniżej jest seria, która z niego powstała, ze stanem każdego terminu."
)


def claimed_by(form: SeriesForm, organization: Organization) -> Series | None:
    """The series that this form has made, whatever dates were ticked; a rival second click is waited for.

    On the last step the organisation stays locked until the transaction ends.
    """
    if form.data.get("krok") == LAST_STEP:
        Organization.objects.locked(organization.pk)
    return Series.objects.of(organization).filter(form_key=form.key_of(organization)).first()


@dataclass
class Step:
    """What is on the page beside the rule; `chosen` holds the dates to take, once they were sent."""

    plan: Plan
    fingerprint: str
    dates: DatesForm
    is_changed: bool
    chosen: dict[date, Slot] | None


def step(
    plan: Plan, previews: list[Preview], sent: Mapping[str, str], *, conflicts: str, marks: str = ""
) -> Step:
    """The dates of a plan as they stand now, read with what was `sent` if that is of the same rule.

    `marks` names what else the ticks depend on.
    """
    mark = f"{fingerprint(plan)}{marks}"
    is_last, is_same = sent.get("krok") == LAST_STEP, sent.get("zasada") == mark
    dates = DatesForm(sent if is_last and is_same else None, previews=previews, conflicts=conflicts)
    chosen = dates.chosen() if dates.is_bound and dates.is_valid() else None
    return Step(plan, mark, dates, is_last and not is_same, chosen)


def rhythm_step(
    series: Series,
    form: RhythmForm,
    organization: Organization,
    sent: Mapping[str, str],
    at: datetime,
    office_reason: str | None = None,
) -> tuple[Followed, Step]:
    """What another rhythm would make of a series, and its new dates to choose from."""
    followed = series.followed(form.rule(), organization, at, office_reason)
    previews = previews_of(followed.plan, followed.judged(followed.slots, at))
    marks = "".join(f"|{one.pk}" for one in [*followed.kept, *followed.given_up])
    marks += f"|{bool(office_reason)}"
    conflicts = form.cleaned_data["conflicts"]
    return followed, step(followed.plan, previews, sent, conflicts=conflicts, marks=marks)

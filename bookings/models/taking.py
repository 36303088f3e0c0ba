"""Which resources are free for a wish: locked in the order of their ids before anybody looks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from bookings.models.allocations import TAKEN, Allocation
from bookings.models.places import Bookable, Resource
from bookings.models.wishes import Thing

Taking = list[tuple[Resource, DateTimeTZRange]]


def free_units(
    things: Sequence[Thing], starts_at: datetime, ends_at: datetime, *, instead_of: int | None = None
) -> Taking:
    """Lock the units of all things; those that will be taken, each with its span.

    What the booking `instead_of` holds now counts as free: it gives that up for what it gets here.
    """
    spans = {thing.bookable.pk: thing.span(starts_at, ends_at) for thing in things}
    units = lock_units(spans)
    busy = Q()
    for bookable, span in spans.items():
        busy |= Q(resource__in=units[bookable], during__overlap=span)
    rows = Allocation.objects.filter(busy)
    if instead_of is not None:
        rows = rows.exclude(booking_id=instead_of)
    held = list(rows.values_list("resource_id", "during"))
    chosen: Taking = []
    for thing in things:
        span = spans[thing.bookable.pk]
        taken = {resource for resource, during in held if _overlap(during, span)}
        taken |= {resource.pk for resource, _ in chosen}
        chosen += [(unit, span) for unit in _choice(thing, units[thing.bookable.pk], taken)]
    return chosen


def lock_units(bookables: Collection[int]) -> dict[int, list[Resource]]:
    """The units of each thing, locked in the order of their ids."""
    rows = (
        Bookable.units.through.objects.filter(bookable__in=bookables)
        .select_related("resource")
        .select_for_update(of=("resource",), no_key=True)
        .order_by("resource_id")
    )
    found: dict[int, list[Resource]] = {pk: [] for pk in bookables}
    for row in rows:
        found[row.bookable_id].append(row.resource)
    return found


def _overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return one.lower < other.upper and other.lower < one.upper


def _choice(thing: Thing, units: list[Resource], taken: set[int]) -> list[Resource]:
    free = [unit for unit in units if unit.pk not in taken]
    if thing.bookable.takes == Bookable.Takes.ALL:
        if len(free) < len(units) or not units:
            raise ValidationError(TAKEN, code="taken")
        return free
    if len(free) < thing.quantity:
        told = f"{thing.bookable}: wolnych sztuk w tym czasie {len(free)} (proszono o {thing.quantity})."
        raise ValidationError({"quantity": ValidationError(told, code="taken")})
    return free[: thing.quantity]

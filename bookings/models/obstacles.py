"""What stands against a booking that holds its place: no open hour, no right on its day, no such place.

One question for the preview of a closure and for the queue of what is still in conflict. Whoever
knew of an obstacle and let the booking stand is not asked again: it is in `Booking.despite`, with the
act that brought it, so that another act asks anew.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from agreements.models import Agreement, Grant, Right
from bookings.models.booking_table import BookingItem
from bookings.models.places import Bookable, Week, bookable_day, own_weeks
from jcop.centre.timetable import Timetable
from jcop.models import PersonsLimit
from jcop.opening.hours import WARSAW, Day, midnight, openings
from organizations.models import Organization

# Hours of later days are not read: nobody plans them yet.
FURTHEST = timedelta(days=3 * 366)


class Obstacle(models.TextChoices):
    SUSPENSION = "suspension", "działalność Centrum jest zawieszona"
    CLOSED = "closed", "Centrum jest tego dnia nieczynne"
    HOURS = "hours", "poza godzinami otwarcia"
    UNKNOWN = "unknown", "godziny otwarcia nie są znane"
    ORGANIZATION = "organization", "organizacja jest zawieszona albo zamknięta"
    AGREEMENT = "agreement", "porozumienie nie daje już prawa"
    OFF = "off", "tego nie można już rezerwować"
    CROWD = "crowd", "więcej osób, niż wolno"

    @classmethod
    def of(cls, cause: str) -> "Obstacle":
        """The obstacle of a cause; „closed:1767600000000000” is of a publication, „hours” of no act."""
        return cls(cause.partition(":")[0])


STOPPED = ["suspended", "closed"]
RIGHTS = [When(bookable__kind=kind, then=Value(str(right))) for kind, right in Bookable.RIGHTS.items()]
# Of the bookings to come, those with a thing that no opening of their day holds, unless somebody knew of
# it. A thing without hours of its own (0) has the Centre's.
OUTSIDE_HOURS = """
WITH opening AS MATERIALIZED (
    SELECT * FROM unnest(%(things)s::bigint[], %(open_days)s::date[], %(openings)s::tstzrange[])
        AS o (thing, day, span)
)
SELECT DISTINCT b.id, d.obstacle FROM bookings_booking b
JOIN unnest(%(days)s::date[], %(obstacles)s::text[]) AS d (day, obstacle)
    ON d.day = (b.starts_at AT TIME ZONE 'Europe/Warsaw')::date
JOIN bookings_bookingitem i ON i.booking_id = b.id
LEFT JOIN opening o ON o.day = d.day AND o.span @> tstzrange(b.starts_at, b.ends_at)
    AND o.thing = CASE WHEN i.bookable_id = ANY (%(own)s::bigint[]) THEN i.bookable_id ELSE 0 END
WHERE b.holds AND b.kind <> 'block' AND b.starts_at > %(at)s AND o.day IS NULL
    AND d.obstacle <> ALL (b.despite)
"""


def outside(day: Day) -> str:
    """What stands against a use on `day` that lies in none of its openings, and since which publication.

    The usual week is no act: whoever may come in the evening is not asked with each new pattern.
    """
    told = str(_outside(day))
    if day.period is None or day.period.published_at is None or day.is_usual:
        return told
    return since_publication(told, day.period.published_at)


def since_publication(obstacle: str, published_at: datetime) -> str:
    """The cause of what stands against bookings since hours or a suspension were published."""
    return f"{obstacle}:{published_at.timestamp() * 1_000_000:.0f}"


def _outside(day: Day) -> Obstacle:
    if day.is_suspended:
        return Obstacle.SUSPENSION
    if not day.is_known:
        return Obstacle.UNKNOWN
    return Obstacle.CLOSED if day.is_closed else Obstacle.HOURS


def obstacles(rows: models.QuerySet, at: datetime) -> dict[int, frozenset[str]]:
    """Of all bookings (`rows`) that begin after `at`: what stands against them and nobody decided on.

    As many statements for one booking as for many.
    """
    found: dict[int, frozenset[str]] = {}
    rows = rows.filter(holds=True, starts_at__gt=at).order_by()
    against = [*_of_rights(rows), *_of_places(rows)]
    first, *others = (bookings.values_list("pk", "met", "despite") for bookings in against)
    unknown = [(pk, met) for pk, met, despite in first.union(*others, all=True) if met not in despite]
    for pk, obstacle in [*_of_hours(rows, at), *unknown]:
        found[pk] = found.get(pk, frozenset()) | {obstacle}
    return found


def _of_hours(rows: models.QuerySet, at: datetime) -> list[tuple[int, str]]:
    latest = rows.aggregate(latest=Max("starts_at"))["latest"]
    if latest is None:
        return []
    first = timezone.localdate(at)
    days = Timetable.between(first, min(timezone.localdate(latest), first + FURTHEST)).days
    weeks: dict[int, Week | None] = {**own_weeks(Bookable.objects.values_list("pk", flat=True)), 0: None}
    opened = [
        (thing, day.date, DateTimeTZRange(*span))
        for thing, week in weeks.items()
        for day in days
        for span in openings([bookable_day(day, week)])
    ]
    asked: dict[str, Any] = {
        "days": [day.date for day in days],
        "obstacles": [str(outside(day)) for day in days],
        "own": [thing for thing in weeks if thing],
        "things": [thing for thing, _, _ in opened],
        "open_days": [day for _, day, _ in opened],
        "openings": [span for _, _, span in opened],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(OUTSIDE_HOURS, asked)
        return cursor.fetchall()


def _of_rights(rows: models.QuerySet) -> list[models.QuerySet]:
    """Bookings of organisations that may start nothing, and those that no agreement carries any more."""
    rows = rows.filter(organization__isnull=False).annotate(day=TruncDate("starts_at", tzinfo=WARSAW))
    stopped = rows.filter(organization__state__in=STOPPED).annotate(met=_stopped_since())
    in_force = Agreement.objects.in_force(OuterRef("day")).filter(pk=OuterRef("agreement"))  # type: ignore[arg-type]
    items = BookingItem.objects.annotate(
        day=TruncDate("booking__starts_at", tzinfo=WARSAW),
        right=Case(When(booking__kind="duty", then=Value(str(Right.DUTY))), *RIGHTS),
    )
    granted = Grant.objects.on(OuterRef("day")).filter(  # type: ignore[arg-type]
        agreement=OuterRef("booking__agreement"), service__right=OuterRef("right")
    )
    bare = items.filter(~Exists(granted), booking=OuterRef("pk"))
    ended = _words(Obstacle.AGREEMENT, F("agreement__state"), F("agreement__terminated_on"))
    founded = rows.filter(agreement__isnull=False).annotate(met=ended)
    # Not one question with OR: for that PostgreSQL would judge the items of every booking ever made.
    return [stopped, founded.filter(~Exists(in_force)), founded.filter(Exists(bare))]


def _of_places(rows: models.QuerySet) -> list[models.QuerySet]:
    """Bookings of what is not booked any more, or by more persons than it holds or the rules allow."""
    rows, place = rows.exclude(kind="block"), F("items__bookable")
    full = rows.filter(items__bookable__capacity__lt=F("persons"))
    hit = [
        rows.filter(items__bookable__is_active=False).annotate(met=_words(Obstacle.OFF, place)),
        full.annotate(met=_words(Obstacle.CROWD, place, F("items__bookable__capacity"))),
    ]
    for limit in PersonsLimit.objects.select_related("rules"):
        days = Q(starts_at__gte=midnight(limit.rules.valid_from))
        if last := limit.rules.valid_until:
            days &= Q(starts_at__lt=midnight(last + timedelta(days=1)))
        over = rows.filter(days, kind=limit.use, persons__gt=limit.persons)
        hit.append(over.annotate(met=Value(over_limit(limit), output_field=CharField())))
    return hit


def over_limit(limit: PersonsLimit) -> str:
    """The cause that a booking for more persons than the house rules allow stands against."""
    return f"{Obstacle.CROWD}:{limit.use}:{limit.persons}"


def over_seats(bookable: Bookable) -> str:
    """The cause of a booking for more persons than that place holds."""
    return f"{Obstacle.CROWD}:{bookable.pk}:{bookable.capacity}"


def _stopped_since() -> Concat:
    """A second suspension is told from the first by what was recorded last while it might start something."""
    events = Organization.pgh_event_model.objects.filter(pgh_obj=OuterRef("organization"))  # type: ignore[attr-defined]
    last = events.exclude(state__in=STOPPED).order_by("-pgh_id").values("pgh_id")[:1]
    return _words(Obstacle.ORGANIZATION, F("organization__state"), Subquery(last))


def _words(*parts: Any) -> Concat:
    """„agreement:concluded:2026-12-01”."""
    first, *others = parts
    joined: list[Any] = [Value(str(first))]
    for part in others:
        joined += [Value(":"), Coalesce(Cast(part, CharField()), Value(""))]
    return Concat(*joined, output_field=CharField())

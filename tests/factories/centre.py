"""The Centre's own: hours, days to come, notices, pictures, documents."""

import hashlib
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify

from jcop.files.uploads import PUBLISHED, judge
from jcop.models import (
    Announcement,
    AnnouncementPicture,
    Centre,
    Document,
    DocumentVersion,
    HoursPeriod,
    HoursSpan,
    MapPicture,
    User,
)
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import statutory_day_off
from jcop.typed.search import plain_letters
from tests.cases import Case
from tests.factories.people import numbers, write_user
from tests.files import pdf, picture, upload


def make_notice(title: str = "Nowe ogłoszenie", **fields: object) -> Announcement:
    """Current since an hour ago, unless told otherwise."""
    defaults = {
        "slug": f"ogloszenie-{next(numbers)}",
        "body": "<p>treść</p>",
        "publish_from": timezone.now() - timedelta(hours=1),
    }
    return Announcement.objects.create(title=title, **defaults | fields)


def make_picture(alt: str = "Wnętrze sali", **fields: object) -> AnnouncementPicture:
    """In a notice of its own with `fields`; 60 by 40 points."""
    row = AnnouncementPicture(announcement=make_notice(**fields), alt=alt)
    row.draw(picture("JPEG", 60, 40))
    row.save()
    return row


def make_map(alt: str = "Mapa okolicy Centrum", **fields: object) -> MapPicture:
    """90 by 60 points."""
    row = MapPicture(centre=Centre.objects.get(), alt=alt, **fields)
    row.draw(picture("JPEG", 90, 60))
    row.save()
    return row


def next_monday(after: date | None = None) -> date:
    """A Monday that is at least two weeks ahead: far enough for every notice."""
    day = (after or timezone.localdate()) + timedelta(days=14)
    return day + timedelta(days=-day.weekday() % 7)


def working_monday() -> date:
    """Such a Monday, with no statutory holiday on it, in its week or on the next Monday."""
    day = next_monday()
    while any(statutory_day_off(day + timedelta(days=n)) for n in (0, 1, 2, 3, 4, 5, 7)):
        day += timedelta(days=7)
    return day


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WARSAW)


def make_hours(first: date | None = None, opens: int = 8, closes: int = 18) -> HoursPeriod:
    """A published pattern for all seven days."""
    first = first or timezone.localdate() - timedelta(days=30)
    with Case(HoursPeriod) as case:
        period = HoursPeriod(kind=HoursPeriod.Kind.PATTERN, valid_from=first)
        case.insert(period)
        case.insert(
            *(
                HoursSpan(period=period, weekday=weekday, opens=time(opens), closes=time(closes))
                for weekday in range(7)
            )
        )
    period.publish()
    return period


def make_document(title: str, *, content: bytes | None = b"", days: int = 0, **fields: object) -> Document:
    """A published document with one file (a PDF of its own), in force since `days` from today."""
    number = next(numbers)
    defaults = {"kind": "rules", "slug": slugify(plain_letters(title))[:80] or f"dokument-{number}"}
    document = Document(title=title, **defaults | fields)
    with Case(Document, DocumentVersion, User) as case:
        case.insert(document)
        if content is not None:
            version = _version(document, content or pdf(), added_by=write_user(case))
            version.valid_from = timezone.localdate() + timedelta(days=days)
            case.insert(version)
            case.change(document, newest=version, versions_made=1)
        case.change(document, state=Document.State.PUBLISHED)
    return document


def _version(document: Document, content: bytes, **fields: object) -> DocumentVersion:
    return DocumentVersion(
        document=document,
        number=1,
        format=judge(upload(content), PUBLISHED).name,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        **fields,
    )

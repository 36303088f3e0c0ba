from jcop.models.centre import Centre
from jcop.models.days_off import NonWorkingDay
from jcop.models.documents import Document, DocumentVersion
from jcop.models.duties import DutySpan, WorkerDuty
from jcop.models.facts import LoadedFact
from jcop.models.hours import HoursPeriod, HoursSpan
from jcop.models.house_rules import HouseRules, PersonsLimit
from jcop.models.links import Link
from jcop.models.message_texts import MessageText
from jcop.models.messages import Message
from jcop.models.news import Announcement
from jcop.models.page_texts import PageText
from jcop.models.pages import SHOWN, PageVersion
from jcop.models.people import SecondFactorReset, User
from jcop.models.pictures import AnnouncementPicture, CityArms, MapPicture
from jcop.models.traces import KEPT_FOR_A_TERM, Trace

__all__ = [
    "KEPT_FOR_A_TERM",
    "SHOWN",
    "Announcement",
    "AnnouncementPicture",
    "Centre",
    "CityArms",
    "Document",
    "DocumentVersion",
    "DutySpan",
    "HoursPeriod",
    "HoursSpan",
    "HouseRules",
    "Link",
    "LoadedFact",
    "MapPicture",
    "Message",
    "MessageText",
    "NonWorkingDay",
    "PageText",
    "PageVersion",
    "PersonsLimit",
    "SecondFactorReset",
    "Trace",
    "User",
    "WorkerDuty",
]

"""The source's own statements about the Centre's time, entered as a clerk would, read as a resident would."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import vobject
from django.utils import timezone
from playwright.sync_api import Page, expect

from jcop.opening.hours import WARSAW, monday_of
from jcop.opening.workdays import statutory_day_off
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape
from tests.e2e.people import ask_for_room, enter_demonstration, enter_organization
from tests.e2e.reading import texts_of, value_of

DAY = timedelta(days=1)
OF_MONTH = [
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
]
IN_MONTH = [
    *("W styczniu", "W lutym", "W marcu", "W kwietniu", "W maju", "W czerwcu"),
    *("W lipcu", "W sierpniu", "We wrześniu", "W październiku", "W listopadzie", "W grudniu"),
]
DAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek"]
SOURCE = ["10:00-18:00", "7:30-15:30", "7:30-15:30", "8:30-18:00", "nieczynne"]
WHOM_TO_ASK = (
    "Referat Organizacji Pozarządowych Urzędu Miasta, tel. 32 47 85 135, organizacje@um.jastrzebie.pl"
)
NOTE = "Wszelkie sprawy organizacji pozarządowych można w tych dniach załatwić w Centrum."
REASON = "trwająca sytuacja epidemiczna"
SUSPENDED = "Działalność Centrum jest zawieszona do odwołania."


def week_like_in_the_source(today: date) -> date:
    """22 March of a year in which it is a Monday, if that is near; else an ordinary week within one month."""
    for year in (today.year, today.year + 1):
        march = date(year, 3, 22)
        if march.weekday() == 0 and timedelta(weeks=5) < march - today < timedelta(weeks=25):
            return march
    monday = monday_of(today) + timedelta(weeks=8)
    while monday.month != (monday + 4 * DAY).month or any(
        statutory_day_off(monday + n * DAY) for n in range(5)
    ):
        monday += timedelta(weeks=1)
    return monday


def said(monday: date) -> str:
    """The sentence a resident reads about that week."""
    days = [f"{(monday + n * DAY).day} {OF_MONTH[monday.month - 1]}" for n in range(5)]
    return (
        f"W dniach {monday.day}–{days[4]} {monday.year} r. Centrum jest czynne:"
        f" w poniedziałek {days[0]} w godz. 10:00–18:00;"
        f" we wtorek {days[1]} i w środę {days[2]} w godz. 7:30–15:30;"
        f" w czwartek {days[3]} w godz. 8:30–18:00; w piątek {days[4]} – nieczynne."
    )


def open_tool(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Godziny otwarcia", exact=True).first.click()
    page.get_by_role("list", name="Czynności").get_by_role("link", name=name).click()


def publish_offered_announcement(page: Page) -> None:
    page.get_by_role("link", name="Przygotuj ogłoszenie w aktualnościach").click()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ogłoszenia")


def leave_bookings_for_later(page: Page) -> None:
    """The demonstration has bookings that the act hits: the page asks about them before it is saved."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Skutki dla rezerwacji")
    page.get_by_label("rozstrzygnąć później").first.check()
    page.get_by_role("button", name="Zapisz wszystko").first.click()


@contextmanager
def suspended(page: Page) -> Iterator[None]:
    """The Centre is suspended by the clerk while the block runs, and works again afterwards."""
    open_tool(page, "Zawieszenie i wznowienie")
    page.get_by_label("Powód podawany mieszkańcom").fill(REASON)
    page.get_by_label("Kogo pytać w tym czasie").fill(WHOM_TO_ASK)
    page.get_by_role("button", name="Zawieś działalność").click()
    leave_bookings_for_later(page)
    expect(page.get_by_text("Działalność jest zawieszona. Mieszkańcy już to widzą.")).to_be_visible()
    try:
        yield
    finally:
        open_tool(page, "Zawieszenie i wznowienie")
        page.get_by_role("button", name="Wznów działalność").click()
        expect(page.get_by_text("Zawieszenie jest cofnięte: obowiązują zwykłe godziny.")).to_be_visible()


def plan_the_week(page: Page, monday: date) -> None:
    open_tool(page, "Plan tygodnia")
    page.goto(f"/admin/jcop/hoursperiod/tydzien/?od={monday}")
    labels = [f"{name}, {(monday + n * DAY).day} {OF_MONTH[monday.month - 1]}" for n, name in enumerate(DAYS)]
    for label, hours in zip(labels, SOURCE, strict=True):
        page.get_by_label(label).fill(hours)
    for label in ("sobota", "niedziela"):
        page.get_by_label(re.compile(f"^{label}")).fill("")
    page.get_by_label("Dopisek dla mieszkańców").fill(NOTE)
    page.get_by_label("Najlepiej telefonicznie").check()
    page.get_by_role("button", name="Ogłoś godziny").click()
    expect(page.get_by_role("region", name="Ogłoszone godziny")).to_contain_text(said(monday))


def test_a_suspension_and_the_week_published_during_it_are_both_read(visitor: Visitor):
    clerk, resident, keeper = visitor(), visitor(viewport=PHONE), visitor()
    today = timezone.localdate()
    monday = week_like_in_the_source(today)
    enter_demonstration(clerk, "Pracownik Centrum")

    with suspended(clerk):
        publish_offered_announcement(clerk)
        plan_the_week(clerk, monday)
        publish_offered_announcement(clerk)

        for path in ("/", "/godziny-otwarcia/", "/dyzury/"):
            resident.goto(path)
            notice = resident.get_by_role("region", name="Zawieszenie działalności")
            for words in (SUSPENDED, said(monday), f"Powód: {REASON}", "Informacji udziela: Referat"):
                expect(notice).to_contain_text(words)
            expect(notice.get_by_role("link", name="32 47 85 135")).to_have_attribute(
                "href", "tel:+48324785135"
            )
            assert shape(resident) == []
        resident.goto("/godziny-otwarcia/")
        different = resident.get_by_role("listitem").filter(has_text=said(monday))
        expect(different).to_contain_text(NOTE)
        expect(different).to_contain_text("Sprawy najlepiej załatwić telefonicznie: 32 47 19 555")
        assert barriers(resident) == []

        resident.goto("/aktualnosci/")
        for title in ("Zawieszenie działalności do odwołania", "Godziny otwarcia Centrum w dniach"):
            expect(resident.get_by_role("link", name=title)).to_be_visible()

        keeper.goto(f"{enter_organization(keeper)}rezerwacje/nowa/")
        ask_for_room(keeper, "Sala spotkań", today + timedelta(days=20))
        expect(keeper.get_by_role("alert")).to_contain_text(
            "Działalność Centrum jest zawieszona do odwołania"
        )

    resident.goto("/")
    expect(resident.get_by_role("region", name="Zawieszenie działalności")).to_have_count(0)
    resident.goto("/godziny-otwarcia/")
    expect(resident.get_by_role("listitem").filter(has_text=said(monday))).to_be_visible()


def test_the_centre_resumes_its_activity_from_a_day(visitor: Visitor):
    clerk, resident = visitor(), visitor()
    first = timezone.localdate() + timedelta(days=3)
    words = f"{first.day} {OF_MONTH[first.month - 1]} {first.year} r."
    enter_demonstration(clerk, "Pracownik Centrum")

    with suspended(clerk):
        clerk.get_by_label("Centrum pracuje od dnia").fill(first.isoformat())
        clerk.get_by_role("button", name="Wznów działalność").click()
        publish_offered_announcement(clerk)

        resident.goto("/")
        notice = resident.get_by_role("region", name="Zawieszenie działalności")
        expect(notice).to_contain_text(f"Od {words} Centrum wznawia działalność.")
        resident.get_by_role(
            "link", name="Jastrzębskie Centrum Organizacji Pozarządowych wznawia swoją działalność"
        ).click()
        expect(resident.get_by_role("main")).to_contain_text(
            f"Od {words} swoją działalność wznawia Jastrzębskie Centrum Organizacji Pozarządowych"
        )


def test_the_duty_of_a_month_is_entered_and_read(visitor: Visitor):
    clerk, resident = visitor(), visitor(viewport=PHONE, java_script_enabled=False)
    month = (timezone.localdate().replace(day=1) + timedelta(days=70)).replace(day=1)
    enter_demonstration(clerk, "Pracownik Centrum")

    clerk.goto("/admin/jcop/workerduty/add/")
    clerk.get_by_label("Miesiąc").fill(f"{month:%Y-%m}")
    for day in DAYS:
        clerk.get_by_label(day).fill("15:00-18:00")
    clerk.get_by_role("button", name="Zapisz", exact=True).click()

    resident.goto("/dyzury/")
    expect(resident.get_by_role("main")).to_contain_text(
        f"{IN_MONTH[month.month - 1]} {month.year} r. pracownik Centrum pełni dyżury"
        " od poniedziałku do piątku w godz. 15:00–18:00."
    )
    assert shape(resident) == []


def test_rules_of_one_person_and_one_visitor_are_entered_and_read(visitor: Visitor):
    clerk, resident = visitor(), visitor()
    today = timezone.localdate()
    enter_demonstration(clerk, "Pracownik Centrum")

    clerk.goto("/admin/jcop/houserules/add/")
    clerk.get_by_label("Nazwa").fill("Zasady na czas epidemii")
    clerk.get_by_label("Treść").fill(
        "prawidłowe zakrywanie ust i nosa od wejścia aż do opuszczenia Centrum\nminimum 1,5 metra odległości"
    )
    clerk.locator("#id_valid_from").fill(f"{today:%d.%m.%Y}")
    clerk.locator("#id_valid_until").fill(f"{today:%d.%m.%Y}")
    for row, use, persons, wording in [
        (0, "doradztwo", 1, "jeden przedstawiciel organizacji i doradca"),
        (1, "dyżur organizacji", 2, "jeden przedstawiciel organizacji i jedna osoba zainteresowana"),
    ]:
        clerk.locator(f"#id_limits-{row}-use").select_option(label=use)
        clerk.locator(f"#id_limits-{row}-persons").fill(str(persons))
        clerk.locator(f"#id_limits-{row}-wording").fill(wording)
    clerk.get_by_role("button", name="Zapisz", exact=True).click()

    for path in ("/zasady/", "/sale/", "/godziny-otwarcia/", "/godziny-otwarcia/druk/"):
        resident.goto(path)
        main = resident.get_by_role("main")
        expect(main).to_contain_text("dyżur organizacji: jeden przedstawiciel organizacji i jedna osoba")
        expect(main).to_contain_text("doradztwo: jeden przedstawiciel organizacji i doradca")


def test_mistakes_are_told_beside_the_day_and_the_history_names_who_published(visitor: Visitor):
    clerk = visitor()
    monday = monday_of(timezone.localdate()) + timedelta(weeks=30)
    enter_demonstration(clerk, "Pracownik Centrum")
    clerk.goto(f"/admin/jcop/hoursperiod/tydzien/?od={monday}")

    clerk.get_by_label(re.compile("^wtorek")).fill("16:00-24:00")
    clerk.get_by_role("button", name="Ogłoś godziny").click()
    expect(clerk.get_by_role("alert")).to_contain_text("Doba kończy się o 23:59")
    assert barriers(clerk) == []
    clerk.get_by_label(re.compile("^wtorek")).fill("nieczynne")
    clerk.get_by_role("button", name="Ogłoś godziny").click()
    expect(clerk.get_by_role("region", name="Ogłoszone godziny")).to_be_visible()
    assert barriers(clerk) == []

    open_tool(clerk, "Historia dnia")
    clerk.get_by_label("Dzień").fill((monday + DAY).isoformat())
    clerk.get_by_role("button", name="Pokaż").click()
    newest = clerk.get_by_role("table").get_by_role("row").nth(1)
    expect(newest).to_contain_text("Ewa Wymyślona")
    expect(newest).to_contain_text("nieczynne")
    assert barriers(clerk) == []


def test_the_feed_is_what_the_page_says(visitor: Visitor):
    page = visitor()
    page.goto("/godziny-otwarcia/")
    link = page.get_by_role("link", name="Kalendarz godzin otwarcia")

    feed = page.request.get(value_of(link, "href"))

    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    events = vobject.readOne(feed.text()).contents["vevent"]
    starts = [e.dtstart.value.astimezone(WARSAW) for e in events if hasattr(e.dtstart.value, "hour")]
    week = [moment for moment in starts if monday_of(moment.date()) == monday_of(timezone.localdate())]
    rows = page.get_by_role("table").first.get_by_role("row")
    shown = [text for text in texts_of(rows) if re.search(r"\d:\d\d–", text)]
    assert len(week) == len(shown)
    for moment, text in zip(week, shown, strict=True):
        assert f"{moment.hour}:{moment:%M}–" in text

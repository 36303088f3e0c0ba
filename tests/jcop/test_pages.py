"""What residents read, and what every answer carries in its headers."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jcop.models import Announcement, Centre, HoursPeriod, HouseRules, WorkerDuty
from jcop.opening.hours import Span
from tests.counting import Cases
from tests.factories import make_hours, make_user

pytestmark = pytest.mark.django_db
PUBLIC = [
    "/",
    "/godziny-otwarcia/",
    "/godziny-otwarcia/druk/",
    "/dyzury/",
    "/zasady/",
    "/aktualnosci/",
    "/aktualnosci/archiwum/",
    "/jak-skorzystac/",
    "/dokumenty/",
    "/kontakt/",
    "/deklaracja-dostepnosci/",
    "/prywatnosc/",
    "/o-centrum/",
    "/doradztwo/",
    "/mapa-strony/",
    "/szukaj/",
    "/szukaj/?q=sala",
    "/aktualnosci/archiwum/2020/3/",
    "/wydarzenia-organizacji/",
    "/wolontariat/",
    "/sale/",
    "/kalendarz/",
    "/konto/zaloguj/",
    "/konto/zaloz/",
]


class TestHeaders:
    def test_a_page_fetches_nothing_from_elsewhere_and_stands_in_no_frame(self, client):
        response = client.get("/")

        policy = dict(
            part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
        )
        assert policy == {
            "default-src": "'self'",
            "img-src": "'self' data:",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_a_browser_is_held_to_https_only_where_the_portal_speaks_it(self, settings):
        settings.SECURE_HSTS_SECONDS = 31_536_000
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

        plain, secure = (Client().get("/", secure=https) for https in (False, True))

        assert "Strict-Transport-Security" not in plain
        assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"

    def test_plain_http_is_led_to_https_but_not_for_those_who_watch_the_process(self, settings):
        settings.SECURE_SSL_REDIRECT = True

        answers = {
            path: Client().get(path).status_code for path in ("/", "/healthz/live/", "/healthz/ready/")
        }

        assert answers == {"/": 301, "/healthz/live/": 200, "/healthz/ready/": 200}

    @pytest.mark.parametrize("path", PUBLIC)
    def test_a_page_gives_a_visitor_no_cookie_before_it_is_needed(self, client, path: str):
        names = set(client.get(path).cookies)

        assert names <= {"csrftoken"}


def test_the_process_says_that_it_lives_and_reaches_its_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):  # of this thread: another one judges what is ready
        live, ready = client.get("/healthz/live/"), client.get("/healthz/ready/")

    assert (live.content, ready.content) == (b"ok", b"ok")


class TestEveryPublicPage:
    @pytest.mark.parametrize("path", PUBLIC)
    def test_is_polish_has_one_heading_and_no_mangled_address(self, client, path: str):
        html = client.get(path).content.decode()

        assert '<html lang="pl"' in html
        assert len(re.findall(r"<h1\b", html)) == 1
        assert "remove-this" not in html
        assert re.search(r"<title>[^<]+ – JCOP</title>", html)

    def test_leads_only_to_pages_that_are_there(self, client: Client, case: Cases):
        answers: dict[str, int] = {}
        for path in PUBLIC:
            links = set(re.findall(r'href="(/[^"?#]*)', client.get(path).content.decode()))
            followed = {
                link for link in links if not link.startswith("/static/") and not link.endswith(".pdf")
            }
            for link in followed - answers.keys():
                answers[link] = client.get(link).status_code
            with case(path):
                assert {link: answers[link] for link in followed if answers[link] not in (200, 302)} == {}

    @pytest.mark.parametrize("path", PUBLIC)
    def test_asks_the_database_a_few_times_only(self, client, path: str, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            client.get(path)


class TestHours:
    def test_without_hours_one_is_asked_to_call_and_never_told_it_is_closed(self, client):
        for path in ("/", "/godziny-otwarcia/"):
            html = client.get(path).content.decode()

            plate = html[html.index('class="plate ') : html.index("</main>")].split("Dni z innymi")[0]
            assert "Godziny otwarcia: proszę zadzwonić" in plate
            assert re.findall(r"<td>\s*nieczynne\s*</td>", plate) == []
            assert 'href="tel:+48324719555"' in html

    def test_hours_that_are_not_published_do_not_count(self, client):
        HoursPeriod.objects.create(kind="pattern", valid_from=timezone.localdate())

        assert client.get("/").context["now"].state == "unknown"

    def test_an_open_centre_says_until_when(self, client):
        make_hours(opens=0, closes=23)
        HoursPeriod.objects.get().spans.update(closes=time(23, 59, 59))

        response = client.get("/")

        assert response.context["now"].state == "open"
        assert re.search(r"Otwarte dziś do 23:59", response.content.decode())

    def test_a_suspension_is_told_with_its_reason(self, client):
        make_hours()
        today = timezone.localdate()
        HoursPeriod.objects.create(kind="suspension", valid_from=today, reason="remont dachu").publish()

        response = client.get("/")

        assert response.context["now"].state == "closed"
        assert "Nieczynne – działalność zawieszona" in response.content.decode()
        assert "remont dachu" in response.content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("path", "statements"), [("/", 11), ("/godziny-otwarcia/", 7), ("/zasady/", 5)])
    def test_however_much_is_published_a_page_asks_as_seldom(
        self, client, path: str, statements: int, rows: int, django_assert_num_queries
    ):
        today = timezone.localdate()
        make_hours()
        for number in range(rows):
            day = today + timedelta(days=number)
            HoursPeriod.plan(day, day, [[]] * 7)
            WorkerDuty.objects.create(month=date(2099, number + 1, 1)).set_week(
                [[Span(time(8), time(9))]] * 7
            )
            rules = HouseRules.objects.create(title="Zasady", body="jedna", valid_from=today)
            rules.limits.create(use="room", persons=2)
        HoursPeriod.suspend(valid_from=today, valid_until=None, reason="remont", contact="Referat")

        with django_assert_num_queries(statements):
            client.get(path)

    def test_four_weeks_are_shown_from_monday(self, client):
        make_hours(first=timezone.localdate())

        weeks = client.get("/godziny-otwarcia/").context["weeks"]

        assert [len(week) for week in weeks] == [7] * 4
        assert weeks[0][0].date.weekday() == 0


class TestAnnouncements:
    def test_notices_of_2020_and_2021_are_in_the_archive_and_not_on_the_first_page(self, client):
        home, archive = client.get("/"), client.get("/aktualnosci/archiwum/")

        assert list(home.context["announcements"]) == []
        assert archive.context["months"] == [
            (date(2021, 3, 1), 1),
            (date(2020, 9, 1), 1),
            (date(2020, 3, 1), 1),
        ]

    @pytest.mark.parametrize("slug", ["zawieszenie-dzialalnosci", "dzialalnosc-w-dniach-22-26-marca"])
    def test_an_archived_notice_can_be_read_and_says_that_it_is_over(self, client, slug: str):
        response = client.get(f"/aktualnosci/{slug}/")

        assert response.status_code == 200
        assert "To ogłoszenie jest archiwalne i nie jest już aktualne." in response.content.decode()

    def test_a_notice_is_current_from_its_first_moment_until_its_last(self):
        start, end = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)
        notice = Announcement.objects.create(
            title="t", slug="t", body="b", publish_from=start, publish_until=end
        )
        tick = timedelta(microseconds=1)
        rows = Announcement.objects.filter(pk=notice.pk)

        current = [rows.current(at).exists() for at in (start - tick, start, end - tick, end)]
        archived = [rows.archived(at).exists() for at in (start - tick, start, end - tick, end)]

        assert current == [False, True, True, False]
        assert archived == [False, False, False, True]

    def test_a_notice_of_tomorrow_is_not_there_yet(self, client):
        soon = timezone.now() + timedelta(hours=1)
        Announcement.objects.create(title="Jutro", slug="jutro", body="b", publish_from=soon)

        assert client.get("/aktualnosci/jutro/").status_code == 404
        assert "Jutro" not in client.get("/aktualnosci/").content.decode()

    def test_what_the_office_writes_cannot_become_code(self, client):
        Announcement.objects.create(title="t", slug="t", body="<script>alert(1)</script> www.example.org")

        html = client.get("/aktualnosci/t/").content.decode()

        assert "alert(1)" not in html
        assert re.search(r'<a href="https?://www\.example\.org"', html)


IDS = [
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-komunikacja",
]
HEADINGS = """
h1 Deklaracja dostępności
h2 Stan dostępności cyfrowej
h2 Niedostępne treści
h3 Niezgodność z załącznikiem
h2 Przygotowanie deklaracji dostępności i jej aktualizacja
h2 Udogodnienia, ograniczenia i inne informacje
h2 Informacje zwrotne i dane kontaktowe
h2 Obsługa wniosków i skarg związanych z dostępnością
h2 Pozostałe informacje
h3 Aplikacje mobilne
h3 Dostępność architektoniczna
h3 Dostępność komunikacyjno-informacyjna
"""


class TestTheAccessibilityDeclaration:
    @pytest.fixture
    def declaration(self, client) -> str:
        html = client.get("/deklaracja-dostepnosci/").content.decode()
        return html[html.index("<main") : html.index("</main>")]

    def test_has_the_fourteen_prescribed_places_once_each(self, declaration: str):
        assert sorted(re.findall(r'id="(a11y-[^"]+)"', declaration)) == sorted(IDS)

    def test_has_the_prescribed_headings_in_order(self, declaration: str):
        found = re.findall(r"<(h[1-6])[^>]*>(.*?)</h[1-6]>", declaration, re.S)

        assert [f"{level} {' '.join(text.split())}" for level, text in found] == HEADINGS.strip().split("\n")

    def test_writes_its_dates_for_people_and_for_machines(self, client):
        Centre.objects.update(declaration_published_on="2026-12-01", declaration_reviewed_on="2027-03-05")

        html = client.get("/deklaracja-dostepnosci/").content.decode()

        dates = {
            place: (iso, text)
            for place, iso, text in re.findall(
                r'<time id="([^"]+)"\s+datetime="([^"]+)">([^<]+)</time>', html
            )
        }
        assert dates["a11y-data-publikacja"] == ("2026-12-01", "1 grudnia 2026 r.")
        assert dates["a11y-data-przeglad"] == ("2027-03-05", "5 marca 2027 r.")
        assert len(dates) == 4

    def test_can_be_reached_by_mail_and_by_phone(self, declaration: str):
        assert 'id="a11y-email" href="mailto:organizacje@um.jastrzebie.pl"' in declaration
        assert 'id="a11y-telefon" href="tel:+48324785135"' in declaration


def test_phones_of_the_contact_page_can_be_called(client):
    html = client.get("/kontakt/").content.decode()
    contact = html[html.index("<main") : html.index("</main>")]

    assert re.findall(r'<a href="(tel:[^"]+)">([^<]+)</a>', contact) == [
        ("tel:+48324719555", "32 47 19 555"),
        ("tel:+48324785135", "32 47 85 135"),
        ("tel:+48324719555", "32 47 19 555"),  # of directions, while the office has written none
    ]


@pytest.mark.parametrize(("path", "status"), [("/nie-ma/", 404), ("/aktualnosci/nie-ma/", 404)])
def test_a_page_that_is_not_there_says_so_in_polish(client, path: str, status: int):
    response = client.get(path)

    assert response.status_code == status
    assert '<html lang="pl"' in response.content.decode()


def test_a_form_without_its_token_is_explained(settings):
    response = Client(enforce_csrf_checks=True).post("/konto/zaloguj/", {})

    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


class TestHome:
    def test_the_first_screen_says_what_the_place_is_for_and_leads_there(self, client):
        page = client.get("/").content.decode()

        heading, lead = re.search(r"<h1>(.*?)</h1>\s*<p class=\"lead\">(.*?)</p>", page, re.DOTALL).groups()

        assert heading == "Miejsce dla organizacji pozarządowych Jastrzębia-Zdroju"
        links = re.findall(r'href="([^"]+)"', lead)
        assert links == ["/sale/", "/doradztwo/", "/jak-skorzystac/", "/doradztwo/"]
        assert page.index(heading) < page.index('class="plate ')

    @pytest.mark.parametrize(
        ("staff", "panels"), [(None, ["organizacji"]), (False, ["organizacji"]), (True, ["pracownika"])]
    )
    def test_each_panel_is_offered_once_below_the_header(self, client, staff, panels):
        if staff is not None:
            client.force_login(make_user(groups=("Referat",) if staff else ()))
        main = client.get("/").content.decode().partition("<main")[2]

        assert re.findall(r'class="button" href="[^"]+">Panel (\w+)</a>', main) == panels


def test_every_page_leads_to_advice_duties_and_the_search(client):
    for path in set(PUBLIC) - {"/godziny-otwarcia/druk/"}:
        header = client.get(path).content.decode().partition("<main")[0]

        assert header.count('role="search"') == 2
        assert ('href="/doradztwo/"' in header, 'href="/dyzury/"' in header) == (True, True)


@pytest.mark.parametrize("path", ["/admin/", "/admin/jcop/centre/", "/styl/"])
def test_a_page_of_the_office_tells_others_that_it_is_not_theirs(as_user, path):
    response = as_user(make_user()).get(path, follow=True)

    assert (response.status_code, len(response.redirect_chain) <= 1) == (403, True)
    assert "To konto nie ma uprawnień do tej strony." in response.content.decode()

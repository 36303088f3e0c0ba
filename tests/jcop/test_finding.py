"""What residents and machines find: search, site map, archive by month, feed, recommended links."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from jcop.findable import PAGES
from jcop.models import Announcement, Centre, Link
from jcop.typed.search import stem, words_of
from tests.factories import make_agreement, make_organization, make_room

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def notice(title: str, **fields: object) -> Announcement:
    fields = {"publish_from": timezone.now() - timedelta(hours=1), "body": "treść"} | fields
    return Announcement.objects.create(slug=f"a-{Announcement.objects.count()}", title=title, **fields)


class TestSearch:
    @pytest.mark.parametrize("query", ["lawka", "ŁAWKA", "Ławki", "  „ławkę”, "])
    def test_diacritics_case_endings_and_punctuation_do_not_matter(self, client, query: str):
        notice("Nowa ławka przed Centrum")

        page = client.get("/szukaj/", {"q": query}).content.decode()

        assert "Nowa ławka przed Centrum" in page

    def test_results_stand_by_kind(self, client):
        make_agreement(organization=make_organization(verified=True, name="Fundacja Szkoleniowa Próba"))
        make_room("Sala szkoleniowa")
        notice("Szkolenie o sprawozdaniach")
        Link.objects.create(title="Szkolenia w sieci", url="https://example.org/")

        page = client.get("/szukaj/", {"q": "szkolenie"}).content.decode()

        found = ["Strony", "Aktualności", "Polecane strony", "Organizacje", "Sale i sprzęt"]
        assert [name for name in found if f"<h2>{name}</h2>" in page] == found

    def test_all_words_are_wanted(self, client):
        notice("Dyżur w sobotę")
        notice("Dyżur w niedzielę")

        page = client.get("/szukaj/", {"q": "dyżur sobota"}).content.decode()

        assert "Dyżur w sobotę" in page
        assert "Dyżur w niedzielę" not in page

    @pytest.mark.parametrize(
        ("query", "told"),
        [
            (
                "raz dwa trzy cztery pięć sześć siedem osiem dziewięć",
                "To za długie zapytanie: wystarczy kilka słów.",
            ),
            ("x" * 10_000, "To za długie zapytanie: wystarczy kilka słów."),
            ('"""', "Proszę wpisać słowo z co najmniej dwóch liter."),
            ("%", "Proszę wpisać słowo z co najmniej dwóch liter."),
            ("\x00", "Znaki null są niedozwolone."),
            ("", "Proszę wpisać, czego szukać."),
            ("' UNION SELECT 1 --", "Niczego nie znaleźliśmy."),
            ("100% __ab", "Niczego nie znaleźliśmy."),
        ],
    )
    def test_a_strange_query_gets_a_sentence(self, client, query: str, told: str):
        response = client.get("/szukaj/", {"q": query})

        assert response.status_code == 200
        assert told in response.content.decode()

    def test_what_is_not_published_is_not_found(self, client):
        notice("Tajemnica jutra", publish_from=timezone.now() + timedelta(days=1))
        make_organization(verified=True, name="Bez porozumienia")

        for query in ("tajemnica", "bez porozumienia"):
            assert "Niczego nie znaleźliśmy." in client.get("/szukaj/", {"q": query}).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_search_costs_the_same_for_many_results(self, client, rows: int, django_assert_num_queries):
        for number in range(rows):
            notice(f"Szkolenie {number}")
            make_room(f"Sala szkoleniowa {number}")
        client.get("/szukaj/")

        with django_assert_num_queries(9):
            page = client.get("/szukaj/", {"q": "szkolenie"}).content.decode()

        assert page.count("Szkolenie ") == rows

    def test_words_and_stems(self):
        assert words_of("„Sale”, sala & ŁAWKA w 2026") == ["sale", "sala", "ławka", "2026"]
        stems = [stem(word) for word in ("sala", "ławka", "szkoleniowej", "ngo")]
        assert stems == ["sal", "lawk", "szkoleniow", "ngo"]


def test_a_replaced_notice_goes_to_the_archive_with_a_way_to_the_new_one(client):
    new = notice("Nowe godziny")
    old = notice("Stare godziny", replaced_by=new)

    current = client.get("/aktualnosci/").content.decode()
    page = client.get(old.get_absolute_url()).content.decode()

    assert "Nowe godziny" in current
    assert "Stare godziny" not in current
    assert "zastąpiło je" in page
    assert new.get_absolute_url() in page


def test_a_notice_stays_current_until_its_replacement_is_published(client):
    new = notice("Nowe godziny", publish_from=timezone.now() + timedelta(days=1))
    notice("Stare godziny", replaced_by=new)

    assert "Stare godziny" in client.get("/aktualnosci/").content.decode()


def test_the_archive_stands_by_months(client):
    archive = client.get("/aktualnosci/archiwum/").content.decode()
    march = client.get("/aktualnosci/archiwum/2021/3/").content.decode()

    assert [month in archive for month in ("marzec 2020", "wrzesień 2020", "marzec 2021")] == [True] * 3
    assert "Działalność Centrum w dniach 22–26 marca" in march
    assert "Zawieszenie działalności" not in march
    assert client.get("/aktualnosci/archiwum/2021/13/").status_code == 404


def test_current_notices_are_an_atom_feed(client):
    notice("Pierwsze")
    notice("Minione", publish_until=timezone.now() - timedelta(minutes=1))

    response = client.get("/aktualnosci/rss/")

    feed = ET.fromstring(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Pierwsze"]


def test_recommended_links_have_no_page_while_there_are_none(client):
    empty = client.get("/polecamy/").status_code
    Link.objects.create(title="Poradnik", url="https://example.org/poradnik", about="Dla organizacji.")

    page = client.get("/polecamy/")

    assert (empty, page.status_code) == (404, 200)
    assert "Poradnik" in page.content.decode()


def test_the_map_and_the_sitemap_lead_to_every_page(client):
    entry = make_agreement().organization
    room = make_room()
    shown = notice("Ogłoszenie")
    page = client.get("/mapa-strony/").content.decode()

    sitemap = client.get("/sitemap.xml").content.decode()

    fixed = [found.address for section in PAGES.values() for found in section]
    assert [address for address in fixed if f'href="{address}"' not in page] == []
    wanted = [*fixed, f"/organizacje/{entry.key}/", f"/kalendarz/{room.slug}/", shown.get_absolute_url()]
    assert [address for address in wanted if f"<loc>http://testserver{address}</loc>" not in sitemap] == []


def test_robots_may_read_what_residents_read(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /panel/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_security_file_names_the_office_and_goes_out_of_date_in_half_a_year(client, settings):
    settings.SITE_URL = "https://jcop.example"
    Centre.objects.update(unit_email="referat@jcop.example", email="centrum@jcop.example")

    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:referat@jcop.example",
        "Contact: mailto:centrum@jcop.example",
        f"Expires: {timezone.localdate() + timedelta(days=180)}T00:00:00Z",
        "Preferred-Languages: pl, en",
        "Canonical: https://jcop.example/.well-known/security.txt",
    ]


def test_a_page_has_one_address_and_a_title_for_whoever_shares_it(client):
    page = client.get("/kontakt/?x=1").content.decode()

    assert '<link rel="canonical" href="http://testserver/kontakt/">' in page
    assert '<meta property="og:title" content="Kontakt">' in page
    assert "<title>Kontakt – JCOP</title>" in page


def test_a_film_in_sign_language_is_hidden_until_there_is_one(client):
    without = client.get("/o-centrum/").content.decode()
    Centre.objects.update(sign_language_film="https://example.org/film")

    assert "polskim języku migowym (film)" not in without
    assert 'href="https://example.org/film"' in client.get("/o-centrum/").content.decode()

"""The public directory with 10,000 organisations: found fast, in Polish order, in few statements."""

from itertools import chain, product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from organizations.models import Organization
from tests.factories import make_user

pytestmark = pytest.mark.django_db

KINDS = ["Stowarzyszenie", "Fundacja", "Klub Sportowy", "Towarzystwo", "Koło"]
ADJECTIVES = ["Żółta", "Śląska", "Wesoła", "Ćwiczona", "Górnicza", "Łagodna", "Ósma", "Nowa", "Polna", "Ęta"]
NOUNS = ["Łódź", "Źrebica", "Jaskółka", "Przystań", "Iskra", "Gęś", "Altana", "Ławka", "Szkoła", "Kłódka"]
ON_PAGE = 50


def make_listed(count: int) -> None:
    """Every organisation has an agreement in force; one statement each, and every constraint stays on."""
    today, moment = timezone.localdate(), timezone.now()
    words = list(product(KINDS, ADJECTIVES, NOUNS))
    names = ["{} „{} {}” nr {}".format(*words[number % len(words)], number) for number in range(count)]
    with connection.cursor() as cursor:
        insert(
            cursor,
            Organization(
                legal_form="association",
                street="ul. Próbna 1",
                postal_code="44-335",
                city="Jastrzębie-Zdrój",
                state="verified",
            ),
            "FROM unnest(%s::text[]) WITH ORDINALITY AS row(name, number)",
            [names],
            name="name",
            krs="lpad(number::text, 10, '0')",
            key="lpad(number::text, 10, '0')",
            form_key="gen_random_uuid()",
        )
        insert(
            cursor,
            Agreement(
                state="concluded",
                signed_on=today,
                valid_from=today,
                concluded_at=moment,
                concluded_by=make_user(),
            ),
            "FROM organizations_organization",
            [],
            organization_id="id",
            number="krs",
            party_name="name",
        )
        cursor.execute("ANALYZE organizations_organization, agreements_agreement")


def insert(cursor, row, source: str, parameters: list, **expressions: str) -> None:
    """Insert copies of the unsaved `row`, some columns being `expressions` over `source`."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    fixed = [field for field in fields if field.column not in expressions]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fixed]
    columns = [*expressions, *(field.column for field in fixed)]
    chosen = [*expressions.values(), *("%s" for _ in fixed)]
    # History is what the triggers write; here it would only take time.
    cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {row._meta.db_table} DISABLE TRIGGER USER")
    cursor.execute(
        f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(chosen)} {source}",
        [*values, *parameters],
    )
    cursor.execute(f"ALTER TABLE {row._meta.db_table} ENABLE TRIGGER USER")


def pages(client, path: str) -> list[list[str]]:
    """The names on each page that „Następna strona” leads to, `path` being the first."""
    found = []
    while path:
        response = client.get(path)
        found.append([entry.name for entry in response.context["found"]])
        following = response.context["next_page"]
        path = f"/organizacje/?{following}" if following else ""
    return found


def indexes_read(query: str) -> set[str]:
    """The tables and indexes that PostgreSQL's plan reads: a table's own name where it reads all of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
        plans, found = [cursor.fetchone()[0][0]["Plan"]], set()
    while plans:
        plan = plans.pop()
        plans += plan.get("Plans", [])
        if plan["Node Type"] != "Bitmap Heap Scan":
            found |= {plan.get("Index Name") or plan.get("Relation Name")}
    return found - {None}


def test_each_page_with_10_000_organizations_takes_few_statements_and_an_index(client):
    make_listed(10_000)
    names = list(Organization.objects.order_by("name", "pk").values_list("name", "key"))
    searched = {
        "": "organization_by_name",
        f"?po={names[49][1]}": "organization_by_name",
        f"?po={names[-51][1]}": "organization_by_name",
        "?forma=association": "organization_by_name",
        "?szukaj=zolta+LODZ": "organization_by_words",
        "?szukaj=9999": "organization_by_words",
        f"?szukaj=iskra+nr+5&po={names[5000][1]}": "organization_by_words",
    }
    plans = {}
    for query in searched:
        with CaptureQueriesContext(connection) as caught:
            response = client.get(f"/organizacje/{query}")
        assert response.status_code == 200
        assert len(caught) <= 6
        (asked,) = [row["sql"] for row in caught if "EXISTS" in row["sql"]]
        plans[query] = {name for name in indexes_read(asked) if name.startswith("organization")}

    assert plans == {query: {index} for query, index in searched.items()}


def test_pages_hold_every_organization_once_in_polish_order(client):
    make_listed(120)
    expected = list(Organization.objects.order_by("name", "pk").values_list("name", flat=True))

    found = pages(client, "/organizacje/")

    assert [len(page) for page in found] == [ON_PAGE, ON_PAGE, 20]
    assert list(chain(*found)) == expected


def test_a_search_ignores_case_and_diacritics_over_all_its_pages(client):
    make_listed(700)
    rows = Organization.objects.filter(name__contains="Łódź").order_by("name")

    found = pages(client, "/organizacje/?szukaj=LODZ")

    assert list(chain(*found)) == list(rows.values_list("name", flat=True))
    assert [len(page) for page in found] == [ON_PAGE, 20]


def test_the_directory_is_narrowed_by_form_and_field_and_keeps_the_search_on_the_next_page(client):
    make_listed(60)
    Organization.objects.filter(name__contains="nr 1").update(areas=["sport"])
    wanted = Organization.objects.filter(areas=["sport"]).order_by("name")

    found = client.get("/organizacje/", {"forma": "association", "obszar": "sport", "szukaj": "nr"})
    none = client.get("/organizacje/", {"forma": "foundation"})

    assert found.context["found"] == list(wanted)
    assert "Nie ma takiej organizacji w wykazie" in none.content.decode()


@pytest.mark.parametrize("query", ["po=nie-ma", "po=%00", "szukaj=%00", "forma=inna", "obszar=inny", "po=ą"])
def test_an_address_that_makes_no_sense_shows_the_beginning(client, query: str):
    make_listed(1)

    response = client.get(f"/organizacje/?{query}")

    assert len(response.context["found"]) == 1

"""A hundred thousand requests: lists, search and cases ask as often as before, and by an index."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import ServiceRequest
from jcop.centre.calendars import office_day_off
from jcop.models import NonWorkingDay
from tests.factories import make_organization, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = ServiceRequest.State
ROWS, OPEN, ORGANIZATIONS = 100_000, 2_000, 1_000
COPY_OF_ONE = """
    INSERT INTO agreements_servicerequest ({columns}) SELECT {values}
    FROM agreements_servicerequest, generate_series(1, {rows}) AS n
    WHERE agreements_servicerequest.id = %s
"""
MANY_ORGANIZATIONS = """
    INSERT INTO organizations_organization ({columns}) SELECT {values}
    FROM organizations_organization, generate_series(1, {rows}) AS n
    WHERE organizations_organization.id = %s
"""


def multiply(statement: str, row: object, rows: int, **instead: str) -> None:
    """Insert `rows` copies of a row by one statement, with `instead` as the values of some columns."""
    columns = [field.column for field in row._meta.concrete_fields if field.column != "id"]
    values = [instead.get(column, f"{row._meta.db_table}.{column}") for column in columns]
    with connection.cursor() as cursor:
        # History is what the triggers write; here it would only take time.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {row._meta.db_table} DISABLE TRIGGER USER")
        cursor.execute(
            statement.format(columns=", ".join(columns), values=", ".join(values), rows=rows), [row.pk]
        )
        cursor.execute(f"ALTER TABLE {row._meta.db_table} ENABLE TRIGGER USER")
        cursor.execute(f"ANALYZE {row._meta.db_table}")


@pytest.fixture
def archive() -> ServiceRequest:
    """Old cases of a thousand organisations, two thousand of them still open."""
    case = make_request(state=State.ACCEPTED, organization=make_organization(name="Stowarzyszenie „Zażółć”"))
    multiply(
        MANY_ORGANIZATIONS,
        case.organization,
        ORGANIZATIONS,
        name="'Organizacja ' || md5(n::text)",
        krs="lpad((n + 500000)::text, 10, '0')",
        key="'k' || n",
        form_key="gen_random_uuid()",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM organizations_organization WHERE name LIKE 'Organizacja %'")
        [first] = cursor.fetchone()
    organization = f"{first} + n %% {ORGANIZATIONS}"
    multiply(
        COPY_OF_ONE, case, ROWS - OPEN,
        form_key="gen_random_uuid()", number="n", year="2020", organization_id=organization,
    )  # fmt: skip
    undecided = make_request(state=State.UNDER_EXAMINATION)
    multiply(
        COPY_OF_ONE, undecided, OPEN,
        form_key="gen_random_uuid()", number="n", year="2021", organization_id=organization,
        counts_from="DATE '2026-03-02' - n %% 20", due_on="DATE '2026-03-16' - n %% 20",
    )  # fmt: skip
    return undecided


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_hundred_thousand_requests_are_found_by_indexes_in_as_many_statements(archive, as_user):
    rows = ServiceRequest.objects
    today = timezone.localdate()
    plans = {
        "queue": rows.undecided().order_by(F("due_on").asc(nulls_last=True), "pk")[:100],
        "overdue": rows.overdue(today).by_due_date()[:100],
        "number": rows.found("77/2020"),
        "name": rows.found("zazolc"),
        "krs": rows.found("500007"),
        "case sign": rows.found("DS.526.77"),
    }
    wanted = {
        "queue": "request_queue",
        "overdue": "request_queue",
        "number": "request_number_once",
        "name": "organization_by_words",
        "krs": "organization_by_krs",
        "case sign": "request_by_case_sign",
    }

    read = {name: query.explain() for name, query in plans.items()}

    assert {name: wanted[name] in plan for name, plan in read.items()} == dict.fromkeys(wanted, True), read
    assert {name: "Seq Scan on agreements_servicerequest" in plan for name, plan in read.items()} == (
        dict.fromkeys(wanted, False)
    ), read


def test_the_desk_asks_as_often_with_a_hundred_thousand_requests_as_with_one(as_user):
    clerk = make_user(groups=("Referat",))
    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={})
    client = as_user(clerk)
    alone = make_request(state=State.UNDER_EXAMINATION)
    queue = reverse("admin:agreements_servicerequest_changelist")
    case = reverse("admin:agreements_servicerequest_change", args=[alone.pk])
    paths = [queue, f"{queue}?q=zazolc&kolejka=wszystkie", f"{queue}?q={alone.number}/{alone.year}", case]
    client.get(case)  # Some answers are remembered from the first time on.
    with_one = [statements(client, path) for path in paths]
    multiply(
        COPY_OF_ONE, alone, ROWS, form_key="gen_random_uuid()", number="n", year="2020",
    )  # fmt: skip

    assert [statements(client, path) for path in paths] == with_one


def test_a_changed_table_of_days_off_moves_all_open_terms_with_one_statement_for_each_day(archive):
    NonWorkingDay.objects.create(day=date(2026, 3, 16), name="święto próbne")

    with CaptureQueriesContext(connection) as asked:
        moved = ServiceRequest.objects.recount(office_day_off())

    later = ServiceRequest.objects.filter(year=2021, counts_from=date(2026, 3, 2))
    assert set(later.values_list("due_on", flat=True)) == {date(2026, 3, 17)}
    assert sum(len(keys) for keys in moved.values()) >= OPEN // 20
    assert len(asked) == 2 + len(moved) + sum(bool(keys) for keys in moved.values())
    assert all(start <= timezone.localdate() + timedelta(days=1) for start in moved)

"""`make check`: what has changed, who leans on it, and which tests fit into the time."""

import subprocess
from pathlib import Path

import pytest

from jcop.make.changing import base, changed, git
from jcop.make.check import OF_PAGES, OF_PYTHON, QUICK, command, left_for_later, suitable
from jcop.make.checks import WORKERS, Check, in_turn, together
from jcop.make.choosing import ALL, FAR, Choice, choose, costs, nearness
from jcop.make.leaning import Sources
from jcop.make.processes import Failure
from jcop.ops.database import ROOT

BOOKING, VIEW = "bookings/models/bookings.py", "bookings/views/calendars.py"
PAGE, TEST = "templates/bookings/calendar.html", "tests/bookings/test_calendars.py"


@pytest.fixture(scope="module")
def leanings():
    return Sources().leanings()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    def ask(*words: str) -> None:
        identity = ("-c", "user.name=Próba", "-c", "user.email=proba@example.org")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    ask("init", "--initial-branch", "main")
    for name in ("kept.py", "altered.py", "deleted.py"):
        (tmp_path / name).write_text("1\n")
    ask("add", ".")
    ask("commit", "--message", "First")
    ask("update-ref", "refs/remotes/origin/main", "HEAD")
    (tmp_path / "committed.py").write_text("1\n")
    ask("add", ".")
    ask("commit", "--message", "Second")
    return tmp_path


class TestChange:
    def test_it_is_the_working_tree_and_the_commits_that_the_upstream_has_not(self, checkout: Path):
        (checkout / "altered.py").write_text("2\n")
        (checkout / "deleted.py").unlink()
        (checkout / "ż new.py").touch()

        paths = changed(base(checkout), checkout)

        assert paths == {"altered.py", "committed.py", "deleted.py", "ż new.py"}

    def test_without_an_upstream_only_the_working_tree_counts(self, checkout: Path):
        git("update-ref", "-d", "refs/remotes/origin/main", root=checkout)
        (checkout / "altered.py").write_text("2\n")

        assert changed(base(checkout), checkout) == {"altered.py"}

    def test_outside_a_checkout_make_test_is_named(self, tmp_path: Path):
        with pytest.raises(Failure, match="type `make test`"):
            base(tmp_path)


class TestLeanings:
    @pytest.mark.parametrize(
        ("path", "needed"),
        [
            (VIEW, PAGE),  # render(request, "bookings/calendar.html")
            (TEST, VIEW),  # client.get("/kalendarz/")
            (PAGE, "templates/base.html"),
            ("templates/base.html", "static/css/site.css"),
            ("bookings/forms/booking.py", BOOKING),  # through bookings/models/__init__.py
            ("tests/bookings/test_event_desk.py", "bookings/admin/events.py"),  # admin:bookings_event_…
            ("tests/bookings/test_form.py", "tests/bookings/test_views.py"),
            ("bookings/notifications.py", "templates/bookings/email/visit_told.txt"),
            (
                "agreements/views/filing.py",
                "templates/agreements/request_check.html",
            ),  # f"agreements/{step}…"
            ("jcop/accounts/urls.py", "templates/account/login.html"),
        ],
    )
    def test_they_are_seen(self, leanings, path: str, needed: str):
        assert leanings[path] >= {needed}

    def test_a_test_of_one_page_does_not_lean_on_the_view_of_another(self, leanings):
        assert "bookings/views/own_events.py" not in leanings[TEST]

    def test_every_template_is_reached_by_a_test(self, leanings):
        lonely = [
            path
            for path in leanings
            if path.startswith("templates/")
            and not any(user.startswith("tests/") for user in nearness([path], leanings))
        ]

        assert lonely == []


class TestChoice:
    def test_the_nearest_come_first_within_the_time(self, leanings):
        cost = dict.fromkeys(costs(), 9.0)

        choice = choose({PAGE}, leanings, cost | {"tests/test_house.py": 1.0}, cores=8)

        assert choice.chosen[-1] == TEST
        assert TEST not in choice.left
        assert len(choice.left) > 5

    def test_what_does_not_fit_is_left_and_named(self, leanings):
        choice = choose({BOOKING}, leanings, dict.fromkeys(costs(), 10.0), cores=2)

        assert "tests/bookings/test_booking.py" in choice.chosen
        assert len(choice.left) > 50
        assert f"{len(choice.left)} files that the change may touch" in left_for_later(choice)

    @pytest.mark.parametrize(
        "path",
        [
            "bookings/migrations/0002_x.py",
            "jcop/centre/facts.py",
            "jcop/settings.py",
            "tests/factories/agreements.py",
            "tests/conftest.py",
            "pyproject.toml",
        ],
    )
    def test_what_everything_stands_on_asks_for_every_test(self, leanings, path: str):
        cost = costs()

        choice = choose({path}, leanings, cost, cores=2)

        assert set(choice.chosen) == {test for test in cost if not test.startswith("tests/e2e/")}
        assert choice.left == []

    def test_a_changed_test_is_run_whatever_it_takes(self, leanings):
        choice = choose({TEST}, leanings, costs() | {TEST: 1000.0}, cores=2)

        assert TEST in choice.chosen

    def test_words_ask_for_the_tests_of_the_house_alone(self, leanings):
        choice = choose({"README.md", "docs/decisions.md"}, leanings, costs(), cores=2)

        house = sorted(f"tests/{path.name}" for path in (ROOT / "tests").glob("test_house*.py"))
        assert choice.chosen == house

    def test_browser_tests_are_left_even_when_they_change(self, leanings):
        choice = choose({"tests/e2e/test_calendar.py"}, leanings, costs(), cores=2)

        assert [path for path in choice.chosen if path.startswith("tests/e2e/")] == []

    def test_a_file_that_no_chain_reaches_stands_for_its_app(self):
        choice = choose(
            {"bookings/lonely.py"}, {}, {"tests/bookings/test_a.py": 1, "tests/jcop/test_b.py": 1}, cores=2
        )

        assert choice.chosen == ["tests/bookings/test_a.py"]

    def test_what_everything_stands_on_is_there(self):
        patterns = [pattern for pattern in ALL if not pattern.startswith("*")]

        assert [pattern for pattern in patterns if not list(ROOT.glob(pattern))] == []

    def test_cases_made_for_all_join_nothing_that_a_shorter_chain_reaches(self):
        leanings = {
            "tests/factories/people.py": {"m.py"},
            "tests/a.py": {"tests/factories/people.py"},
            "tests/b.py": {"m.py"},
        }

        steps = nearness({"m.py"}, leanings)

        assert steps == {"m.py": 0, "tests/b.py": 1, "tests/factories/people.py": 1, "tests/a.py": 1 + FAR}

    def test_seconds_are_those_of_the_last_whole_run(self, tmp_path: Path):
        times = tmp_path / "times.xml"
        case = '<testcase classname="tests.bookings.test_calendars{}" name="x" time="{}" />'
        times.write_text(f"<t>{case.format('', 1.5)}{case.format('.TestMonth', 2)}</t>")

        assert costs(times=times)[TEST] == 3.5

    def test_few_tests_are_run_in_one_process(self):
        assert command(Choice(["tests/x.py"], [], 2)).startswith("pytest --durations")
        assert command(Choice(["tests/x.py"], [], 20)).startswith(f"pytest {WORKERS}")


def test_of_pages_only_those_that_changed_are_judged_unless_the_rules_did(tmp_path: Path):
    (tmp_path / "templates").mkdir()
    for name in ("one page.html", "two.html"):
        (tmp_path / "templates" / name).touch()
    changed_pages = {"templates/two.html", "templates/one page.html", "templates/deleted.html"}

    chosen = suitable(changed_pages, tmp_path)

    pages = "'templates/one page.html' templates/two.html"
    assert [check.command for check in chosen[len(QUICK) :]] == [
        f"djlint --check {pages}",
        f"djlint --lint {pages}",
    ]
    assert suitable({"jcop/accounts/desk.py"}, tmp_path) == QUICK + OF_PYTHON
    assert suitable({"templates/two.html", "pyproject.toml"}, tmp_path) == QUICK + OF_PAGES + OF_PYTHON
    assert suitable({"README.md"}, tmp_path) == QUICK


class TestRunning:
    def test_all_that_fail_are_shown_together_with_what_they_printed(self, capfd):
        checks = [Check("Good", "true"), Check("Bad", "ls /no/such"), Check("Worse", "false")]

        with pytest.raises(Failure) as failure:
            together(checks)

        printed = capfd.readouterr().out
        assert [line[:6] for line in printed.splitlines() if ": " in line][:1] == ["passed"]
        assert "/no/such" in printed.replace("FAILED  Bad: ls /no/such", "")
        assert [line.split()[-1] for line in str(failure.value).splitlines()[2:]] == ["/no/such", "false"]

    def test_settings_are_described_and_given_whole_only_for_repeating(self, capfd):
        check = Check("Safe", "false", {"SECRET_KEY": "a b"}, " (as in production)")

        with pytest.raises(Failure, match=r"postgres test env SECRET_KEY='a b' false$"):
            in_turn(check)

        assert capfd.readouterr().out.startswith("\nSafe: false (as in production)\n")

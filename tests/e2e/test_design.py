"""What only a browser can tell about the design: its weight, its modes, and whoever enlarges or tabs."""

from playwright.sync_api import Page, Response, expect

from tests.e2e.conftest import DESK, PHONE, Visitor
from tests.e2e.looking import COLOURS, EVERYTHING, shape, violations
from tests.e2e.people import enter_demonstration
from tests.e2e.reading import place_of

# A window of 1280 px at 400 % (1.4.10); at 200 % it is 640 px wide.
ENLARGED = {"width": 320, "height": 640}
TWICE = {"width": 640, "height": 450}
# 1.4.12, put in as a reader's own style sheet is: past the page's policy.
SPACED = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                           word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
"""
PARTS = ("responseBodySize", "responseHeadersSize")
# What was seen to move before anybody asked comes in one answer; what never moved, in none.
SHIFTS = """() => new Promise(answer => {
    let moved = 0;
    const watch = new PerformanceObserver(seen => {
        for (const shift of seen.getEntries()) moved += shift.value;
    });
    watch.observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => answer(moved))));
})"""
UNCOVERED = """() => {
    const focus = document.activeElement, place = focus.getBoundingClientRect();
    const top = document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2);
    return focus.contains(top);
}"""
PAGES = [
    "/",
    "/godziny-otwarcia/",
    "/kalendarz/",
    "/kontakt/",
    "/organizacje/",
    "/konto/zaloguj/",
]


def test_the_first_visit_to_the_home_page_is_light_and_nothing_moves(visitor: Visitor):
    page = visitor(viewport=PHONE)
    answers: list[Response] = []

    def count(answer: Response) -> None:
        answers.append(answer)

    page.on("response", count)

    page.goto("/", wait_until="networkidle")

    weight = sum(sum(answer.request.sizes()[part] for part in PARTS) for answer in answers)
    assert len(answers) <= 6, [answer.url for answer in answers]
    assert weight <= 60_000
    assert page.evaluate(SHIFTS) == 0


def test_who_comes_to_the_home_page_with_a_phone_sees_first_whether_it_is_open_and_whom_to_call(
    visitor: Visitor,
):
    page = visitor(viewport=PHONE)

    page.goto("/")

    call = page.get_by_role("main").get_by_role("link", name="Zadzwoń")
    place = place_of(call)
    assert place["y"] + place["height"] < PHONE["height"]
    assert place["height"] >= 44
    assert place_of(page.locator(".plate-state"))["y"] < place["y"]


def test_every_part_of_the_design_has_no_barriers_in_any_colours(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, "Pracownik Referatu")
    page.goto("/styl/")
    found = {}

    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        asked = EVERYTHING
        for colours in ("light", "dark"):
            for contrast in ("no-preference", "more"):
                page.emulate_media(color_scheme=colours, contrast=contrast, reduced_motion="reduce")
                if broken := violations(page, asked):
                    found[size["width"], colours, contrast] = broken
                asked = COLOURS
        assert shape(page) == []

    assert found == {}


def test_enlarged_pages_are_read_without_scrolling_sideways(visitor: Visitor):
    page = visitor()
    wrong = {}

    for size in (ENLARGED, TWICE):
        page.set_viewport_size(size)
        for path in PAGES:
            page.goto(path)
            page.evaluate(SPACED)
            if found := shape(page):
                wrong[path, size["width"]] = found

    assert wrong == {}


def test_the_focus_is_never_behind_the_open_menu(visitor: Visitor):
    page = visitor(viewport=PHONE)
    page.goto("/")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-panel")).to_be_visible()

    for _ in range(60):
        page.keyboard.press("Tab")
        inside = page.evaluate("!!document.activeElement.closest('main')")
        if inside:
            break

    assert inside
    assert page.evaluate(UNCOVERED)


def style(page: Page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate("(part, name) => getComputedStyle(part)[name]", name)


def test_who_asked_for_less_motion_gets_none(visitor: Visitor):
    page = visitor(reduced_motion="reduce")
    page.goto("/")

    assert style(page, ".button", "transitionProperty") == "none"

    page.emulate_media(reduced_motion="no-preference")
    assert "background-color" in style(page, ".button", "transitionProperty")


def test_in_forced_colours_lines_tell_what_backgrounds_told(visitor: Visitor):
    page = visitor(forced_colors="active")

    page.goto("/")
    assert style(page, ".plate", "borderTopStyle") == "solid"
    assert style(page, ".hours .today > th", "outlineStyle") == "solid"
    page.goto("/kontakt/")
    assert style(page, '.site-nav a[aria-current="page"]', "outlineStyle") == "solid"
    page.goto("/kalendarz/")
    assert style(page, ".calendar-week td.today", "outlineStyle") == "solid"

"""What one page is asked in a browser: by axe, and about what axe cannot see."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.audit.visits import Visit
from tests.e2e.looking import COLOURS, EVERYTHING
from tests.e2e.test_design import SPACED

WIDTHS = (390, 820, 1440)
HEIGHT = 900
# A window of 1280 px at 400 %, and at 200 %.
ENLARGED, TWICE = 320, 640
STOPS = 12

SEND = """([number, typed]) => {
    const form = document.forms[number];
    form.noValidate = true;
    for (const field of form.elements) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else if (["hidden", "submit", "button", "file", "fieldset"].includes(field.type)) continue;
        else if (field.tagName === "SELECT") field.selectedIndex = -1;
        else { if (typed && field.type !== "text") field.type = "text"; field.value = typed; }
    }
    const button = [...form.elements].find(field => field.type === "submit" && !field.formTarget);
    button ? button.click() : form.submit();
}"""
WIDER = """() => {
    const page = document.documentElement, wide = page.scrollWidth - page.clientWidth;
    if (wide <= 0) return "";
    const far = [...document.body.querySelectorAll("*")]
        .filter(part => part.getBoundingClientRect().right > page.clientWidth + 1)
        .map(part => part.tagName.toLowerCase() + (part.id ? "#" + part.id : "") + "." + part.className);
    return `${wide} px too wide: ${far.slice(-1)}`;
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *, #content *")].filter(part => {
    const style = getComputedStyle(part);
    return part.childElementCount === 0 && part.textContent.trim() && part.clientWidth > 1
        && part.tagName !== "OPTION" && !part.closest(".visually-hidden")
        && (style.overflowX === "hidden" || style.overflowY === "hidden")
        && (part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1);
}).map(part => part.outerHTML.slice(0, 100))"""
# The same words lead to two places, and what stands around them does not tell which (WCAG 2.4.4).
AMBIGUOUS = """() => {
    const places = new Map(), found = [];
    for (const link of document.querySelectorAll("a[href]")) {
        if (!link.checkVisibility()) continue;
        const said = (link.getAttribute("aria-label") || link.textContent.trim() || link.title).trim();
        const around = link.closest("p, li, dd, section, article, fieldset, nav, [role=row]");
        const group = link.closest("details, section, fieldset, nav, table");
        const named = group && group.querySelector("summary, h2, h3, legend, caption, th");
        const text = part => part ? part.textContent.replace(/\\s+/g, " ") : "";
        const cells = ["td", "tr"].map(name => text(link.closest(name)));
        const above = around && around.parentElement.closest("li");  // H81: the item that a list hangs under
        const key = [said, text(around), text(above), ...cells, text(named)].join("|");
        const known = places.get(key);
        if (known && known !== link.href) found.push(said);
        places.set(key, link.href);
    }
    return found;
}"""
UNSEEN_FOCUS = """() => {
    const part = document.activeElement, style = getComputedStyle(part);
    // Their parts take the focus in turn, and the browser marks the part.
    const inParts = "input:is([type=date], [type=month], [type=time], [type=datetime-local])";
    if (part === document.body || part.matches(inParts)) return "";
    const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return seen ? "" : part.outerHTML.slice(0, 120);
}"""
SUMMARY = ".error-summary, .errornote"


def arrive(page: Page, visit: Visit, address: str) -> None:
    """Open the page, and send its form if the visit says so."""
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address + visit.path.lstrip("/"))
    if visit.form >= 0:
        with page.expect_navigation():
            page.evaluate(SEND, [visit.form, visit.typed])
    page.wait_for_load_state()


def troubles(page: Page, visit: Visit) -> Iterator[tuple[str, str]]:
    """Each rule that the page breaks, and where."""
    if visit.form >= 0 and page.locator(SUMMARY).count():
        inside = page.evaluate("document.activeElement.closest(`.error-summary, .errornote`) !== null")
        if not inside:
            yield (
                "focus-on-error-summary",
                str(page.evaluate("document.activeElement.outerHTML.slice(0, 100)")),
            )
    yield from _seen_by_axe(page)
    for width in (ENLARGED, TWICE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wide := page.evaluate(WIDER):
            yield f"reflow at {width} px", wide
    for said in page.evaluate(AMBIGUOUS):
        yield "link-purpose", said
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if unseen := page.evaluate(UNSEEN_FOCUS):
            yield "focus-visible", unseen
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.evaluate(SPACED)
    if wide := page.evaluate(WIDER):
        yield "text-spacing", wide
    for cut in page.evaluate(CUT_OFF):
        yield "text-spacing", f"cut off: {cut}"


def _seen_by_axe(page: Page) -> Iterator[tuple[str, str]]:
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for colours, options in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            for violation in page.evaluate("options => axe.run(options)", options)["violations"]:
                for node in violation["nodes"]:
                    yield violation["id"], f"{width} px, {colours}: {'; '.join(map(str, node['target']))}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")

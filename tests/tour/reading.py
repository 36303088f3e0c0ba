"""A page as far as a walker reads it: its parts, links, forms and headings."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNREAD = {"script", "style", "template", "svg"}
SAID = ("alt", "title", "aria-label", "placeholder", "data-label")
FILLED = {"button", "input", "select", "textarea"}


@dataclass
class Form:
    """A form with what it would send if nobody touched it, and what a person may fill in."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    button: tuple[str, str] | None = None


class Reading(HTMLParser):
    """Reads one page from its first tag to its last."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []  # where to, and what it says
        self.sources: list[str] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.shape: set[tuple[str, str]] = set()
        self.title = ""
        self.said: list[str] = []
        self._open: list[tuple[str, str, bool]] = []
        self._heading: list[str] | None = None
        self._link: list[str] | None = None
        self._language_foreign = 0
        self._unread_depth = 0
        self.feed(html)
        self.close()

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks in which line anything stands, and to count them took a tenth of the reading."""
        return j

    @property
    def words(self) -> str:
        return " ".join(self.said)

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        """Of which tags and classes the page is made: pages of the same parts are drawn alike."""
        return frozenset(self.shape)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = given.get("lang", "pl") != "pl"
        if tag not in VOID:
            self._open.append((tag, "", foreign))
        self._language_foreign += foreign and tag not in VOID
        self._unread_depth += tag in UNREAD
        self.shape.add((tag, " ".join(sorted(given.get("class", "").split()))))
        if found := given.get("id"):
            self.ids.append(found)
        if not self._unread:
            self.said += [given[name] for name in SAID if given.get(name)]
        self._follow(tag, given)
        self._fill(tag, given)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._heading = []

    def _follow(self, tag: str, given: dict[str, str]) -> None:
        if tag in {"a", "area"} and "href" in given:
            self._link = [given.get("aria-label", "") or given.get("title", "")]
            self.links.append((given["href"], ""))
        elif tag == "link" and "href" in given:
            self.sources.append(given["href"])
        elif given.get("src"):
            self.sources.append(given["src"])
        if tag == "img" and self._link is not None:
            self._link.append(given.get("alt", ""))

    def _fill(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        if tag not in FILLED or not self.forms or "disabled" in given:
            return
        if not any(name == "form" for name, *_ in self._open):
            return
        form, name, kind = self.forms[-1], given.get("name", ""), given.get("type", "text").lower()
        if tag in {"button", "input"} and given.get("type", "submit" if tag == "button" else "") == "submit":
            if tag == "input" and given.get("value"):
                self.said.append(given["value"])
            if form.button is None:
                form.button = (name, given.get("value", ""))
        elif tag == "input" and name and kind == "hidden":
            form.fields[name] = given.get("value", "")
        elif tag in {"input", "textarea", "select"} and name:
            form.typed.append(name)
            if tag == "input" and kind not in {"checkbox", "radio", "file"}:
                form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _, foreign = self._open.pop()
            self._language_foreign -= foreign
            self._unread_depth -= name in UNREAD
            if name == tag:
                break
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and self._heading is not None:
            self.headings.append((int(tag[1]), " ".join("".join(self._heading).split())))
            self._heading = None
        if tag in {"a", "area"} and self._link is not None:
            self.links[-1] = (self.links[-1][0], " ".join(" ".join(self._link).split()))
            self._link = None

    @property
    def _unread(self) -> bool:
        return bool(self._language_foreign or self._unread_depth)

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)
        if self._link is not None:
            self._link.append(data)
        if self._open and self._open[-1][0] == "title" and not any(n == "svg" for n, *_ in self._open):
            self.title += data
        if not self._unread and data.strip():
            self.said.append(data)

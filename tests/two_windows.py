"""What a browser sends back of a page, for tests of two people who have the same page open."""

from html.parser import HTMLParser

from django.http import HttpResponse


class _Controls(HTMLParser):
    """Names and values of the controls that a form sends when nobody touches it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.list_name = self.text_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        control = {name: value or "" for name, value in attrs}
        name, kind = control.get("name", ""), control.get("type", "text")
        if tag == "select":
            self.list_name = name
        elif tag == "textarea":
            self.text_name, self.sent[name] = name, [""]
        elif tag == "option" and "selected" in control:
            self.sent.setdefault(self.list_name, []).append(control.get("value", ""))
        elif tag == "input" and name and kind not in {"submit", "file", "button"}:
            is_box = kind in {"checkbox", "radio"}
            if not is_box or "checked" in control:
                self.sent.setdefault(name, []).append(control.get("value", "on" if is_box else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break belongs to the page; on the way all become those of networks.
            text = self.sent[self.text_name][0].removeprefix("\n")
            self.sent[self.text_name], self.text_name = [text.replace("\n", "\r\n")], ""

    def handle_data(self, data: str) -> None:
        if self.text_name:
            self.sent[self.text_name][0] += data


def sent_back(page: HttpResponse) -> dict[str, list[str]]:
    """The main form of the page as it stands; whatever a form of the header asks is not of it."""
    text = page.content.decode()
    controls = _Controls()
    controls.feed(text[text.index("<main") if "<main" in text else text.index('id="content-main"') :])
    return {name: values for name, values in controls.sent.items() if "__prefix__" not in name}

"""`python -m jcop.make.binding`: writes the no-break spaces of Polish print into every template of HTML.

The texts of the office's documents (`agreements/print/texts`) are no templates: they are bound when printed.
"""

from collections.abc import Iterator
from pathlib import Path

from jcop.ops.database import ROOT
from jcop.typography import bind_html

TEMPLATES = ROOT / "templates"
TEXTS = TEMPLATES / "agreements" / "print" / "texts"


def unbound() -> Iterator[tuple[Path, str]]:
    """Each template whose words may part at the end of a line, with what it should be."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        source = path.read_text()
        if not path.is_relative_to(TEXTS) and (bound := bind_html(source)) != source:
            yield path, bound


def main() -> None:
    """Mend the templates, and name them."""
    for path, bound in unbound():
        path.write_text(bound)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()

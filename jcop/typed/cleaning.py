"""What people type or paste, without what nobody sees; at one place, for every form of the portal.

A browser counts the end of a line as one sign and sends two. What is copied from a PDF, a chat or a page
brings signs that show nothing, turn the text after them around, or break a name into lines; an older Mac
takes letters apart (NFD). Each field hears of them before it counts or judges; a password is taken as it is.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

# Every sign that ends a line somewhere: also a vertical tab of Word and Unicode's own separators.
LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# They join what stands beside them: letters of some scripts, pictures of a family, a number and its unit.
JOINERS = "\u200c\u200d\u2060"
NUL = "\0"  # Left to Django, which refuses it with a sentence.


def many_lines(text: str) -> str:
    """The text with each line ended as in Unix, without controls and signs that turn it around."""
    return _seen(LINE_END.sub("\n", text), but=f"\n\t{JOINERS}{NUL}")


def one_line(text: str) -> str:
    """The same for a field of one line: an end of a line is a space, and a space of any width is one."""
    # Line by line, in linear time: a pattern for the spaces around an end tries each of many spaces anew.
    joined = " ".join(filter(None, (line.strip() for line in LINE_END.sub("\n", text).split("\n"))))
    return _seen(re.sub(r"\s", " ", joined), but=NUL)


def _seen(text: str, but: str) -> str:
    kept = (sign for sign in text if sign in but or unicodedata.category(sign) not in {"Cc", "Cf"})
    return unicodedata.normalize("NFC", "".join(kept))


def cleaned(value: Any, widget: forms.Widget) -> Any:
    """What came from this widget, as its field should hear it; secrets and hidden values as they came."""
    if not isinstance(value, str):
        return value
    if isinstance(widget, forms.Textarea):
        return many_lines(value)
    is_line = isinstance(widget, forms.TextInput | forms.EmailInput | forms.URLInput)
    return one_line(value) if is_line else value


class CleanedField(forms.BoundField):
    """A field that hears what was typed into it, and not what came along unseen."""

    @property
    def data(self) -> Any:
        return cleaned(super().data, self.field.widget)


class Renderer(TemplatesSetting):
    """Every form is drawn by it: ours, the desk's and those of libraries."""

    bound_field_class = CleanedField

"""What stays on one line in Polish print: „w domu”, „nr 7”, „art. 3”, „10 zł”, „e-mail”. Pure.

A one-letter word does not end a line, nor does an abbreviation or a number that belongs to the next word.
U+00A0 binds two words, U+2060 what browsers and WeasyPrint break inside („e-mail”, „W/904”).
"""

import re

NO_BREAK_SPACE = "\xa0"
WORD_JOINER = "\u2060"
_SHORT = (
    r"(?:[AaIiOoUuWwZz§]|[Nn]r|[Pp]kt"
    r"|(?:[Aa]l|[Aa]rt|[Gg]odz|[Ii]m|[Ll]it|[Oo]s|[Pp]l|[Pp]oz|[Tt]el|[Uu]l|[Uu]st)\.)"
)
# Not at the end of an address, a path or another word.
_BEGINS = r"(?<![\w.@/&#-])"
_WORD = rf"(?:{_BEGINS}{_SHORT}|(?<![–:\d/])\d+(?=\s+(?!{_SHORT}\s)[a-ząćęłńóśźż]))"
_BOUND = re.compile(rf"({_WORD}) |(?:(?<=\d)|\A) (?=(?:r\.|zł)(?!\w))")
_UNBROKEN = re.compile(rf"({_BEGINS}[Ee]-(?=[A-Za-z])|\bJastrzębi\w+-(?=Zdr)|{_BEGINS}[A-Z]+[./](?=\d))")
# In a template: the word that ends a line, with what is bound to it already.
_LAST = re.compile(rf"(\A| |\n *)([^ \n]*{_WORD})(\n *)(?=\S|\Z)")
_TOKEN = re.compile(
    r"""{\#.*?\#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->
    |<(?P<raw>title|script|style|pre|textarea)\b.*?</(?P=raw)>
    |{%\s*block\s+title\s*%}.*?{%\s*endblock\b.*?%}
    |{%.*?%}|{{.*?}}
    |</?[A-Za-z!{](?:{%.*?%}|{{.*?}}|"(?:{%.*?%}|{{.*?}}|[^"])*"|'(?:{%.*?%}|{{.*?}}|[^'])*'|[^>"'])*>""",
    re.DOTALL | re.VERBOSE,
)
# What continues a line of text.
_INLINE = re.compile(r"{{|<(?:a|abbr|b|bdi|code|em|kbd|q|small|span|strong|time)\b")
_INCLUDE = re.compile(r"{%\s*include\b")
_WORDS = re.compile(r"""(?<=[ =])((?:text|title|caption|action|label|heading|button)=)("[^"]*")""")


def bind(text: str) -> str:
    """The text with what belongs together kept on one line; what is bound already stays as it is."""
    bound = _BOUND.sub(rf"\1{NO_BREAK_SPACE}", text)
    return _UNBROKEN.sub(rf"\1{WORD_JOINER}", bound)


def bind_html(source: str) -> str:
    """The same for HTML or a Django template: its text but for the title, and words given to a part."""
    written = source.replace("&nbsp;", NO_BREAK_SPACE)
    pieces, at = [], 0
    for token in _TOKEN.finditer(written):
        pieces.append(_bind_text(written[at : token.start()], before=token[0]))
        is_include = _INCLUDE.match(token[0])
        pieces.append(
            _WORDS.sub(lambda found: found[1] + bind(found[2]), token[0]) if is_include else token[0]
        )
        at = token.end()
    return "".join([*pieces, _bind_text(written[at:], before="")])


def _bind_text(text: str, before: str) -> str:
    """Text that ends `before` this token: a word that would end a line begins the next one."""
    bound = bind(text)
    return _LAST.sub(lambda last: _moved(last, before), bound)


def _moved(last: re.Match[str], before: str) -> str:
    if last.end() == len(last.string) and not _INLINE.match(before):
        return last[0]
    start = last[3] if last[1] == " " else last[1]
    return f"{start}{last[2]}{NO_BREAK_SPACE}"

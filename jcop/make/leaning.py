"""Which file leans on which: by imports, by names of templates, by addresses that tests ask for.

Read from the texts alone, within a second: the formatter keeps imports and quotation marks in one shape.
Not seen are addresses that methods give (`get_absolute_url`) and most names put together at run time.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from jcop.ops.database import ROOT

PACKAGES = ("jcop", "organizations", "agreements", "bookings", "tests")
ANY = "*"  # what is put into a string, and a parameter of an address
IMPORT = re.compile(r"^[ \t]*from ([\w.]+) import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
QUOTED = re.compile(r"[\"']([\w./-]+)(?=[\"'])")
LOADED = re.compile(r"{% load ([\w ]+) %}")
ROUTE = re.compile(r'path\(\s*"([^"]*)",\s*(?!include)(.+?),\s*(?:name="(\w+)",?\s*)?\)', re.DOTALL)
INCLUDED = re.compile(r'path\("([^"]*)", include\("([\w.]+)"\)')
NAMESPACE = re.compile(r'^app_name = "(\w+)"', re.MULTILINE)
REGISTERED = re.compile(r"admin\.(?:site\.)?register\((\w+)")
# What Django and its libraries look up by themselves, under the file that stands for them.
LOOKED_UP = {
    "templates/account/": "jcop/accounts/urls.py",
    "templates/mfa/": "jcop/accounts/urls.py",
    "templates/usersessions/": "jcop/accounts/urls.py",
    "templates/admin/": "jcop/admin/office.py",
    "templates/forms/": "jcop/forms.py",
}
DESK = re.compile(r"admin:([a-z]+_[a-z]+)_|/?admin/([a-z]+)/([a-z]+)/")

Leanings = dict[str, set[str]]


class Sources:
    """The Python files, templates and static files below `root`, each under its path from there."""

    def __init__(self, root: Path = ROOT) -> None:
        self.code = {
            path: text
            for package in PACKAGES
            for path, text in texts(root, package, ".py")
            if "/migrations/" not in path
        }
        self.pages = dict(texts(root, "templates", ""))
        self.modules = {module_name(path): path for path in self.code}
        self.names: dict[str, set[str]] = {}
        for path in self.pages:
            for name in names_of_template(path):
                self.names.setdefault(name, set()).add(path)
        for file in (root / "static").rglob("*"):
            self.names[file.relative_to(root / "static").as_posix()] = {file.relative_to(root).as_posix()}

    def leanings(self) -> Leanings:
        """For each Python file and template the files that it leans on itself."""
        addresses = Addresses(self)
        leanings = {}
        for path, text in self.code.items():
            # The tests of these commands name files as examples.
            written = set() if path.startswith("tests/jcop/make/") else strings(text)
            leanings[path] = {self.modules[module] for module in self.imported(path).values()}
            leanings[path] |= self.named(written)
            leanings[path] |= self.dotted(written)
            if path.startswith("tests/"):
                leanings[path].update(*map(addresses.answering, written))
        for path, text in self.pages.items():
            leanings[path] = self.named(set(QUOTED.findall(text))) | self.tags(text)
            for folder, user in LOOKED_UP.items():
                if path.startswith(folder) and user in leanings:
                    leanings[user].add(path)
        return {path: needed - {path} for path, needed in leanings.items()}

    def imported(self, path: str) -> dict[str, str]:
        """For each name of ours that the file imports, wherever that stands, the module that defines it."""
        return {
            name: origin
            for module, name, _ in imports(self.code[path])
            if (origin := self.origin(module, name))
        }

    def origin(self, module: str, name: str) -> str:
        """The module that defines `name`, imported from `module`: re-exports are followed; "" if not ours."""
        if f"{module}.{name}" in self.modules:
            return f"{module}.{name}"
        path = self.modules.get(module, "")
        if path.endswith("__init__.py"):
            for source, original, exported in imports(self.code[path]):
                if name == exported and source != module:
                    return self.origin(source, original) or module
        return module if path else ""

    def named(self, written: set[str]) -> set[str]:
        """The templates and static files named by the strings."""
        patterns = [word for word in written if ANY in word and re.match(r"[a-z]+/", word)]
        matching = {name for name in self.names for pattern in patterns if fnmatchcase(name, pattern)}
        return {path for name in matching | (written & self.names.keys()) for path in self.names[name]}

    def dotted(self, written: set[str]) -> set[str]:
        """The modules named by the strings, as urls name pages of errors: "jcop.views.errors.bad_request"."""
        words = {word for word in written if "." in word}
        named = words | {word.rpartition(".")[0] for word in words}
        return {self.modules[name] for name in named & self.modules.keys()}

    def tags(self, text: str) -> set[str]:
        """The libraries of tags of ours that a template loads."""
        libraries = {name for names in LOADED.findall(text) for name in names.split()}
        return {path for path in self.code if "/templatetags/" in path and Path(path).stem in libraries}


class Addresses:
    """Which files answer an address: views by the modules of urls, desks by what admin registers."""

    def __init__(self, sources: Sources) -> None:
        self.views: list[tuple[list[str], str, set[str]]] = []
        self.desks: dict[str, set[str]] = {}
        prefixes = {
            module: prefix for text in sources.code.values() for prefix, module in INCLUDED.findall(text)
        }
        for path, text in sources.code.items():
            imported = sources.imported(path)
            if path.endswith("urls.py"):
                prefix, space = prefixes.get(module_name(path), ""), NAMESPACE.search(text)
                for pattern, target, name in ROUTE.findall(text):
                    used = set(re.findall(r"\w+", target)) & imported.keys()
                    files = {sources.modules[imported[word]] for word in used} or {path}
                    self.views.append(
                        (segments(prefix + pattern), f"{space[1]}:{name}" if space else name, files)
                    )
            elif "/admin/" in path:
                for model in REGISTERED.findall(text):
                    app = imported.get(model, module_name(path)).split(".")[0]
                    self.desks.setdefault(f"{app}_{model.lower()}", set()).add(path)
        self.answering = cache(self._answering)

    def _answering(self, word: str) -> set[str]:
        """The files behind a string: an address ("/sale/x/"), the end of one ("nowa/") or its name."""
        if match := DESK.match(word):
            return self.desks.get(match[1] or f"{match[2]}_{match[3]}", set())
        if ":" in word:
            return {file for _, name, files in self.views if name == word for file in files}
        if "/" not in word:
            return set()
        parts = segments(word)
        whole = word.startswith("/")
        return {
            file
            for pattern, _, files in self.views
            if (len(parts) == len(pattern) if whole else len(parts) < len(pattern))
            and ends_so(pattern, parts)
            for file in files
        }


def texts(root: Path, folder: str, suffix: str) -> Iterator[tuple[str, str]]:
    """The files in it with that suffix, each with what is written there."""
    for path in sorted((root / folder).rglob(f"*{suffix}")):
        if path.is_file() and path.suffix != ".pyc":
            yield path.relative_to(root).as_posix(), path.read_text()


def module_name(path: str) -> str:
    """The dotted name of a module by its path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def names_of_template(path: str) -> set[str]:
    """What code calls it: its name, and of a mail also the name without folder and suffix."""
    name = path.removeprefix("templates/")
    stem = name.removesuffix(".txt")
    return {name, stem} | ({stem.rpartition("/")[2]} if "email/" in name else set())


def imports(text: str) -> Iterator[tuple[str, str, str]]:
    """Each name that a file imports from a module of ours: the module, the name there, the name here."""
    for module, several, single in IMPORT.findall(text):
        if module.partition(".")[0] in PACKAGES:
            for name in re.sub(r"#.*", "", several or single).split(","):
                original, _, here = name.strip().partition(" as ")
                if original:
                    yield module, original, here or original


def strings(text: str) -> set[str]:
    """What stands between quotation marks, `*` for whatever is put in there."""
    return {re.sub(r"{[^{}]*}", ANY, double or simple) for double, simple in STRING.findall(text)}


@cache
def segments(address: str) -> list[str]:
    """The parts of an address between its slashes, without its parameters."""
    parts = address.partition("?")[0].split("/")
    return [ANY if re.search(r"[<*]", part) else part for part in parts if part]


def ends_so(pattern: list[str], parts: list[str]) -> bool:
    """Do the parts agree with the end of the pattern, at least one of them word for word?"""
    pairs = list(zip(parts, pattern[len(pattern) - len(parts) :], strict=True))
    alike = all(part == there or ANY in (part, there) for part, there in pairs)
    return alike and (not pairs or any(part == there != ANY for part, there in pairs))

"""The catalogues hold what is said, all of it and nothing else, in every language."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import nodes

from aggregator.web import templating
from aggregator.words import ENGLISH, INDONESIAN, LANGUAGES
from aggregator.words.catalogues import catalogue_file
from tests import catalogues

TEMPLATES = sorted(str(file.relative_to(templating.FOLDER)) for file in templating.FOLDER.rglob("*.*"))
_PLACE = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?\w+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_READ_OUT = {"alt", "aria-label", "placeholder", "title"}
_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
_NAMES = re.compile(r"\b(?:Atom|JSON|OPML|RSS)\b")
"""The same in every language."""


def pairs(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    for one in catalogues.read(language):
        if one.id:
            ids, strings = (one.id, one.string) if one.pluralizable else ([one.id], [one.string])
            yield one, list(ids), list(strings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_as_make_words_writes_it(language: str) -> None:
    written = catalogues.written(catalogues.updated(language))
    assert catalogue_file(language).read_bytes() == written, "a message is missing or obsolete: make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_its_words(language: str) -> None:
    assert [one.id for one, _, strings in pairs(language) if one.fuzzy or not all(strings)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_for_values_and_markup_are_the_same_in_every_language(language: str) -> None:
    for one, ids, strings in pairs(language):
        for text in strings:
            assert _PLACE.sub("", text).count("%") == text.count("%%") * 2, one.id
            assert set(_PLACE.findall(text)) == set(_PLACE.findall(ids[-1])) or text == ids[0], one.id
            assert Counter(_TAG.findall(text)) == Counter(_TAG.findall(ids[-1])), one.id


def test_english_says_what_stands_in_the_code() -> None:
    assert [one.id for one, ids, strings in pairs(ENGLISH) if ids != strings] == []


def test_indonesian_has_one_form_for_every_number() -> None:
    assert {len(strings) for one, _, strings in pairs(INDONESIAN) if one.pluralizable} == {1}


def test_message_that_is_not_in_the_catalogue_is_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        'words.say("Never heard of"); words.plural("%(num)s x", "%(num)s xs", 2)\n'
    )
    (tmp_path / "web/templates").mkdir(parents=True)
    (tmp_path / "web/templates/new.html").write_text(
        "{% trans %}Nor of\n  this{% endtrans %}{{ _('or that') }}"
    )
    found = {one.id for one in catalogues.said(tmp_path) if one.id}
    assert found == {"Never heard of", ("%(num)s x", "%(num)s xs"), "Nor of this", "or that"}
    assert isinstance(catalogues.said(), Catalog)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_says_nothing_but_messages(name: str) -> None:
    assert bare_words((templating.FOLDER / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Berita</p>",
        '<a aria-label="{{ x }} koran">{{ x }}</a>',
        "<p>{% if x %}Berita{% endif %}</p>",
        "{{ x or 'Semua sumber' }}",
        '{% macro m() %} dir="auto" title="Berita"{% endmacro %}',
        "{% macro m() %}<b>{{ x }} kali</b>{% endmacro %}",
    ],
)
def test_bare_words_are_found(source: str) -> None:
    assert bare_words(source) != []


SCRIPTS = sorted((catalogues.PACKAGE / "web/static").glob("*.js"))
MODULES = sorted((*(catalogues.PACKAGE / "web").rglob("*.py"), *catalogues.PACKAGE.glob("*.py")))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_script_says_nothing_but_what_its_page_gives_it(script: Path) -> None:
    assert written_messages(script.read_text(encoding="utf-8")) == set()


def test_message_in_a_script_is_found() -> None:
    assert written_messages("button.textContent = 'Salin'; other.title = \"Copy\";") == {"Salin", "Copy"}


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(catalogues.PACKAGE)))
def test_code_says_nothing_in_indonesian(module: Path) -> None:
    assert indonesian_strings(module.read_text(encoding="utf-8")) == []


def test_indonesian_in_code_is_found() -> None:
    assert indonesian_strings('"""Berita dari koran."""\nx = f"Semua berita dari {y}"') == [
        "Semua berita dari "
    ]


def written_messages(script: str) -> set[str]:
    """Messages of a catalogue that stand in a script as strings."""
    known = {text for language in LANGUAGES for _, _, strings in pairs(language) for text in strings}
    return set(re.findall(r"""(?<=['"`])[^'"`\n]+(?=['"`])""", script)) & known


@cache
def _only_indonesian() -> frozenset[str]:
    words = {
        language: {word for _, _, strings in pairs(language) for text in strings for word in _words(text)}
        for language in LANGUAGES
    }
    return frozenset(words[INDONESIAN] - words[ENGLISH])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text.lower())


def indonesian_strings(source: str) -> list[str]:
    """Strings of a module, but for what describes it, in which two Indonesian words stand together."""
    tree = ast.parse(source)
    described = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    strings = [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in described
    ]
    said = (one for one in strings if " " in one and not one.startswith("/"))
    return [one for one in said if len(_only_indonesian() & set(_words(one))) > 1]


def bare_words(source: str) -> list[str]:
    """What a template says that comes from no catalogue: text, attributes that are read out, strings it prints."""
    tree = templating.plain_environment().parse(source)
    shown, written = _Shown(), (node for output in tree.find_all(nodes.Output) for node in output.nodes)
    shown.feed("".join(node.data if isinstance(node, nodes.TemplateData) else " 0 " for node in written))
    shown.close()
    return [*(text for text in shown.said if _LETTERS.search(_NAMES.sub("", text))), *_strings(tree)]


def _strings(tree: nodes.Node) -> Iterator[str]:
    """Constant strings with a space or a capital, which no identifier of ours has, outside the calls of gettext."""
    for child in tree.iter_child_nodes():
        if isinstance(child, nodes.Call) and getattr(child.node, "name", "") in {"_", "gettext", "ngettext"}:
            for argument in child.kwargs:
                yield from _strings(argument)
        elif isinstance(child, nodes.Const) and isinstance(child.value, str):
            text = child.value
            if re.search(r"[A-Z]|\w \w", text) and not text.startswith("<"):
                yield text
        else:
            yield from _strings(child)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        attributes = _ATTRIBUTE.findall(data)  # what a macro writes into a tag
        self.said += [value for name, value in attributes if name in _READ_OUT]
        self.said.append(_ATTRIBUTE.sub(" ", data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        read_out = _READ_OUT | ({"content"} if told.get("name") == "description" else set())
        self.said += [value or "" for name, value in attrs if name in read_out]

"""The catalogues of messages: what code and templates say, kept the same in aggregator/words/*.po.

python -m tests.catalogues    writes new messages into every catalogue and takes out those that nobody says any more.
English messages say themselves; an Indonesian one that is new waits empty for its words, and the tests wait with it.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from aggregator.words import ENGLISH, LANGUAGES
from aggregator.words.catalogues import catalogue_file

PACKAGE = Path(__file__).parents[1] / "aggregator"
_METHODS = [("**.py", "python"), ("web/templates/**", "jinja2")]
_OPTIONS = {"web/templates/**": {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true"}}
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "message": None,
    "phrase": None,
    "say": None,
    "plural": (1, 2),
}

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@cache
def said(folder: Path = PACKAGE) -> Catalog:
    """Every message of code and templates, with the files that say it."""
    found = Catalog()
    rows = extract_from_dir(folder, _METHODS, _OPTIONS, _KEYWORDS)
    for file, _, text, comments, context in sorted(rows, key=lambda row: (str(row[0]), row[1])):
        found.add(text, None, [(f"aggregator/{file}", None)], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """A catalogue as it is committed."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(language: str) -> Catalog:
    """A catalogue that holds what is said and nothing else."""
    catalogue = read(language)
    catalogue.update(said(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if language == ENGLISH:
        for one in catalogue:
            if one.id:
                one.string = one.id
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file; nothing in it changes but with its messages."""
    file = BytesIO()
    file.write(_HEADER.format(language=catalogue.locale, plurals=catalogue.plural_forms).encode())
    write_po(file, catalogue, width=110, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def main() -> None:
    """Brings every catalogue up to date, and says what still has no words."""
    for language in LANGUAGES:
        catalogue = updated(language)
        catalogue_file(language).write_bytes(written(catalogue))
        for one in catalogue:
            if one.id and not (all(one.string) if one.pluralizable else one.string):
                print(f"{catalogue_file(language).name}: no words yet for {one.id!r}")


if __name__ == "__main__":
    main()

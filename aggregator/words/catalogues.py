"""The catalogues (gettext's `.po`), read as they are: nothing has to be compiled before the program starts."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language is: `id.po`."""
    return FOLDER / f"{language}.po"


def read_catalogue(language: str) -> Translations:
    """The messages of a language."""
    compiled = BytesIO()
    with catalogue_file(language).open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)

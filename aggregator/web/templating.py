"""Templates, in one language each: their messages and numbers are said in it, whoever includes or imports them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from aggregator.web.typography import together
from aggregator.words import Words, words_in

FOLDER = Path(__file__).with_name("templates")


def render_template(template: str, words: Words, **values: object) -> str:
    """A template with these values, everything in them escaped."""
    return _environment(words.language).get_template(template).render(values)


@cache
def _environment(language: str) -> Environment:
    made = plain_environment()
    words = words_in(language)

    def gettext(text: str, **values: object) -> Markup:
        return Markup(words.raw(text)) % words.written(values)  # noqa: S704 - catalogues are ours

    def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
        return Markup(words.raw(one, many, num)) % words.written({"num": num, **values})  # noqa: S704 - as above

    def in_language(name: str) -> Markup:
        """The attribute of an element whose text is not in the page's language; "" for one that is in none."""
        is_own = name.partition("-")[0].lower() == language
        return Markup() if is_own or not name else Markup(' lang="{}"').format(name)

    made.globals.update(
        gettext=gettext, ngettext=ngettext, number=words.number, language=language, in_language=in_language
    )
    return made


def plain_environment() -> Environment:
    """How templates are read; their messages are still to be given."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # messages take their values by name, escaped
    made.filters["together"] = together
    return made

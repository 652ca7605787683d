"""`/embed`: the page on which a webmaster chooses a topic and its look, sees it, and takes the code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Response, jsonify, request

from aggregator.config import Settings
from aggregator.model import Topic
from aggregator.runtime import Runtime
from aggregator.web.answers import answer, rendered
from aggregator.web.embeds import options as choices
from aggregator.web.embeds.code import Code, code_of, height_of, shortest
from aggregator.web.embeds.colours import NAMES
from aggregator.web.embeds.options import Mistake, Options, read_options
from aggregator.web.embeds.views import HTML, find_topic
from aggregator.web.frame import frame_of, path_on_server, render_page
from aggregator.web.languages import asked_words
from aggregator.words import LANGUAGES, Words, message, phrase, spoken, words_in

_MAX_AGE_SECONDS = 300
_LONGEST = 40
"""Of what was written wrongly, so much is shown again."""
# It shows our own frames and asks us alone; that nobody may frame it keeps its buttons the reader's.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "frame-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
    )
)
_NAMES = {
    "layout": {
        "list": message("List"),
        "cards": message("Cards"),
        "compact": message("Compact"),
        "ticker": message("Ticker"),
    },
    "theme": {"auto": message("As the reader prefers"), "light": message("Light"), "dark": message("Dark")},
    "font": {"serif": message("Serif"), "sans": message("Sans"), "humanist": message("Humanist")},
    "density": {"tight": message("Tight"), "normal": message("Medium"), "airy": message("Airy")},
}


@dataclass(frozen=True, slots=True)
class Built:
    """What has been chosen, and what comes of it. `preview` is a path on this server."""

    topic: Topic
    options: Options
    mistakes: tuple[Mistake, ...]
    written: Mapping[str, str]
    """What was wrong, by option, as it was written."""
    code: Code
    preview: str
    height: int
    words: Words
    """Of the page."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The options by name; what was wrong stands as it was written, to be put right."""
        return {**asdict(self.options), **self.written}

    @property
    def query(self) -> str:
        """What asks for the same again, without what was wrong."""
        chosen = shortest(self.options, self.topic).query()
        return f"?topic={self.topic.slug}" + (f"&{chosen}" if chosen else "")

    @property
    def wrong(self) -> dict[str, str]:
        """By option, what is wrong with it."""
        return {mistake.option: mistake.sentence.said(self.words) for mistake in self.mistakes}


class Builder:
    """The page, and the same as data for its script."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt

    def page(self) -> Response:
        """`/embed`; 400 where something was chosen that there is not, with everything else as it was."""
        settings, words = self._rt.settings, asked_words()
        title = words.say("Add it to your site")
        lead = words.say("Show a topic on your site, with one line of HTML.")
        built = _build(settings, words)
        frame = frame_of(settings, self._rt.now(), words, "/embed", title, lead)
        page = render_page(
            "embed/builder.html",
            replace(frame, query=built.query if built else ""),
            built=built,
            names=_named(words),
            known={"topic", *asdict(Options())},
            colours=NAMES[words.language],
            most=choices.MOST_ENTRIES,
            radius=choices.LARGEST_RADIUS,
        )
        if built and built.mistakes:
            response = Response(page, 400, content_type=HTML)
            response.cache_control.no_store = True
        else:
            response = answer(rendered(page, HTML), _MAX_AGE_SECONDS)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def data(self) -> Response:
        """`/embed.json`: what comes of the choice, while it is being made."""
        built = _build(self._rt.settings, asked_words())
        if built is None:
            return jsonify({})
        told = {"wrong": built.wrong, "preview": built.preview, "height": built.height, **asdict(built.code)}
        return jsonify(told)


def _named(words: Words) -> dict[str, dict[str, str]]:
    """By option, what each of its values is called; languages are called what they call themselves."""
    names = {
        option: {value: words.say(name) for value, name in some.items()} for option, some in _NAMES.items()
    }
    return {**names, "lang": {language: words_in(language).name for language in LANGUAGES}}


def _build(settings: Settings, words: Words) -> Built | None:
    """None where there is no topic at all."""
    if not settings.topics:
        return None
    given = request.args.to_dict(flat=False)
    slug = given.pop("topic", [""])[0]
    topic = find_topic(settings, slug) or settings.topics[0]
    options, mistakes = read_options(given)
    options = replace(options, lang=options.lang or spoken(topic.language))
    if slug not in {"", topic.slug}:
        mistakes = (Mistake("topic", phrase("There is no such topic, or not any more.")), *mistakes)
    code, query = code_of(settings, topic, options), shortest(options, topic).query()
    preview = path_on_server(settings.site, f"/embed/{topic.slug}") + (f"?{query}" if query else "")
    written = {mistake.option: request.args.get(mistake.option, "")[:_LONGEST] for mistake in mistakes}
    return Built(topic, options, mistakes, written, code, preview, height_of(options), words)

"""`/embed`: the page on which a webmaster chooses a topic and its look, sees it, and takes the code."""

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
from aggregator.web.embeds.words import spoken
from aggregator.web.frame import frame_of, path_on_server, render_page
from aggregator.web.languages import asked_words

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
    "layout": {"list": "Daftar", "cards": "Kartu", "compact": "Ringkas", "ticker": "Bergilir"},
    "theme": {"auto": "Ikut pembaca", "light": "Terang", "dark": "Gelap"},
    "font": {"serif": "Serif", "sans": "Sans", "humanist": "Humanis"},
    "density": {"tight": "Rapat", "normal": "Sedang", "airy": "Longgar"},
    "lang": {"id": "Bahasa Indonesia", "en": "English"},
}


@dataclass(frozen=True, slots=True)
class Built:
    """What has been chosen, and what comes of it. `preview` is a path on this server."""

    topic: Topic
    options: Options
    mistakes: tuple[Mistake, ...]
    code: Code
    preview: str
    height: int

    @property
    def chosen(self) -> dict[str, Any]:
        """The options by name; what was wrong stands as it was written, to be put right."""
        wrong = {name: request.args.get(name, "")[:_LONGEST] for name in self.wrong}
        return {**asdict(self.options), **wrong}

    @property
    def wrong(self) -> dict[str, str]:
        """By option, what is wrong with it."""
        return {mistake.option: mistake.sentence for mistake in self.mistakes}


class Builder:
    """The page, and the same as data for its script."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt

    def page(self) -> Response:
        """`/embed`; 400 where something was chosen that there is not, with everything else as it was."""
        settings = self._rt.settings
        title, lead = "Pasang di situs Anda", "Tampilkan satu topik di situs Anda, dengan satu baris HTML."
        built = _build(settings)
        page = render_page(
            "embed/builder.html",
            frame_of(settings, self._rt.now(), asked_words(), "/embed", title, lead),
            built=built,
            names=_NAMES,
            known={"topic", *asdict(Options())},
            colours=list(dict.fromkeys(NAMES))[:14],
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
        built = _build(self._rt.settings)
        if built is None:
            return jsonify({})
        told = {"wrong": built.wrong, "preview": built.preview, "height": built.height, **asdict(built.code)}
        return jsonify(told)


def _build(settings: Settings) -> Built | None:
    """None where there is no topic at all."""
    if not settings.topics:
        return None
    given = request.args.to_dict(flat=False)
    slug = given.pop("topic", [""])[0]
    topic = find_topic(settings, slug) or settings.topics[0]
    options, mistakes = read_options(given)
    options = replace(options, lang=options.lang or spoken(topic.language))
    if slug not in {"", topic.slug}:
        mistakes = (Mistake("topic", "Topik itu tidak ada, atau tidak ada lagi."), *mistakes)
    code, query = code_of(settings, topic, options), shortest(options, topic).query()
    preview = path_on_server(settings.site, f"/embed/{topic.slug}") + (f"?{query}" if query else "")
    return Built(topic, options, mistakes, code, preview, height_of(options))

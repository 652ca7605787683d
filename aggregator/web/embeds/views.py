"""An embed in its forms: the page in a frame, the component's data, the snippet."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, abort, request
from markupsafe import Markup

from aggregator.config import Settings
from aggregator.model import Topic
from aggregator.runtime import Runtime
from aggregator.store import Tx
from aggregator.web.answers import Render, Rendered, Shelf, answer, rendered
from aggregator.web.embeds import scripts
from aggregator.web.embeds.content import Embed, read_embed
from aggregator.web.embeds.markup import tree_of
from aggregator.web.embeds.options import Mistake, Options, read_options
from aggregator.web.embeds.policies import frame_policy, open_to
from aggregator.web.embeds.theme import css_of
from aggregator.web.frame import path_on_server
from aggregator.web.templating import render_template
from aggregator.words import INDONESIAN, Words, spoken, words_in

MAX_AGE_SECONDS = 300
HTML = "text/html; charset=utf-8"
Make = Callable[[Embed], Rendered]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is for; `options` is whole and settled, whatever the mistakes are."""

    topic: Topic
    options: Options
    mistakes: tuple[Mistake, ...]

    @property
    def words(self) -> Words:
        """Those of its language."""
        return words_in(self.options.lang)

    @property
    def problems(self) -> tuple[str, ...]:
        """The mistakes, said."""
        return tuple(mistake.sentence.said(self.words) for mistake in self.mistakes)


class Embeds:
    """Renders embeds, and keeps them on a shelf of their own: looks are many, and feeds must not fall off."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def page(self, slug: str) -> Response:
        """`/embed/<topic>`, for a frame."""
        settings = self._rt.settings
        asked = ask(settings, slug)
        if asked is None:
            words = words_in(read_options(request.args.to_dict(flat=False))[0].lang or INDONESIAN)
            sentence = words.say("There is no such topic, or not any more.")
            return refusal(words, words.say("Topic not found"), (sentence,), 404)
        if asked.mistakes:
            return refusal(asked.words, asked.words.say("An option is wrong"), asked.problems, 400)
        style = css_of(asked.options)

        def make(embed: Embed) -> Rendered:
            script = path_on_server(settings.site, scripts.frame_path())
            values = {"embed": embed, "style": Markup(style), "script": script}  # noqa: S704 - our own CSS
            return rendered(render_template("embed/page.html", asked.words, **values).encode(), HTML)

        response = self._kept("page", asked, make)
        response.headers["Content-Security-Policy"] = frame_policy(style, asked.topic.frame_ancestors)
        return response

    def data(self, slug: str) -> Response:
        """`/embed/<topic>.json`, for the component: mistakes are told, and stop nothing."""
        asked = ask(self._rt.settings, slug) or abort(404)

        def make(embed: Embed) -> Rendered:
            markup = render_template("embed/snippet.html", asked.words, embed=embed)
            data = {"problems": asked.problems, "css": css_of(asked.options), "markup": tree_of(markup)}
            return rendered(json.dumps(data, ensure_ascii=False).encode(), "application/json")

        told = " ".join(asked.problems)
        return open_to(self._kept(f"data {told}", asked, make), asked.topic)

    def snippet(self, slug: str) -> Response:
        """`/embed/<topic>.html`, for servers: the markup alone, in whose page it wears that page's own clothes."""
        asked = ask(self._rt.settings, slug) or abort(404)
        if asked.mistakes:
            text = "\n".join((*asked.problems, ""))
            return Response(text, 400, content_type="text/plain; charset=utf-8")
        asked = replace(asked, options=asked.options.without_look())

        def make(embed: Embed) -> Rendered:
            return rendered(
                render_template("embed/snippet.html", asked.words, embed=embed).encode(),
                HTML,
            )

        return self._kept("snippet", asked, make)

    def _kept(self, form: str, asked: Asked, make: Make) -> Response:
        key = f"{asked.topic.slug}?{asked.options.query()}"
        document = self._shelf.take((key, form), _reading(asked, make)) or abort(404)
        return answer(document, MAX_AGE_SECONDS)


def _reading(asked: Asked, make: Make) -> Render:
    def render(tx: Tx, settings: Settings) -> Rendered | None:
        topic = find_topic(settings, asked.topic.slug)
        return make(read_embed(tx, settings, topic, asked.options)) if topic else None

    return render


def find_topic(settings: Settings, slug: str) -> Topic | None:
    """The topic of that name."""
    return next((topic for topic in settings.topics if topic.slug == slug), None)


def ask(settings: Settings, slug: str) -> Asked | None:
    """The topic and the options that the request names; None where there is no such topic."""
    topic = find_topic(settings, slug)
    if topic is None:
        return None
    options, mistakes = read_options(request.args.to_dict(flat=False))
    return Asked(topic, replace(options, lang=options.lang or spoken(topic.language)), mistakes)


def refusal(words: Words, title: str, sentences: tuple[str, ...], status: int) -> Response:
    """A page for a frame that says what is wrong: a browser's own error page would say nothing."""
    style = css_of(Options())
    values = {"title": title, "sentences": sentences, "style": Markup(style)}  # noqa: S704 - our own CSS
    page = render_template("embed/refusal.html", words, **values)
    response = Response(page, status, content_type=HTML)
    response.cache_control.no_store = True
    response.headers["Content-Security-Policy"] = frame_policy(style, None)
    return response

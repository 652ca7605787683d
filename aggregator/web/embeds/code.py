"""What a webmaster pastes: three ways to show a topic, for one choice of options."""

from dataclasses import dataclass, fields, replace

from markupsafe import Markup

from aggregator.config import Settings
from aggregator.model import Topic
from aggregator.web.embeds.options import Options
from aggregator.words import spoken

_ROW_PIXELS = {"list": 92, "cards": 112, "compact": 54}
_AROUND_PIXELS = 96
_HIGHEST_PIXELS = 900


@dataclass(frozen=True, slots=True)
class Code:
    """The ways, by what they take of the host: nothing; a script of ours; a server that fetches."""

    frame: str
    fitting: str
    """The script that fits frames to their content, for those who want it."""
    component: str
    snippet: str
    """The address whose answer the server puts into its page."""


def code_of(settings: Settings, topic: Topic, options: Options) -> Code:
    """The code of every way."""
    site = settings.site.url or ""
    script = Markup('<script async src="{}/embed.js"></script>').format(site)
    inner = Markup('<a href="{}/topics/{}">{} – {}</a>').format(
        site, topic.slug, topic.title, settings.site.title
    )
    names = _attributes(shortest(options, topic))
    component = Markup('<topic-feed topic="{}"{}>{}</topic-feed>').format(topic.slug, names, inner)
    look = shortest(options, topic).without_look()
    return Code(
        frame=frame_code(settings, topic, options, "100%", height_of(options)),
        fitting=str(script),
        component=f"{script}\n{component}",
        snippet=_address(site, f"{topic.slug}.html", look),
    )


def frame_code(settings: Settings, topic: Topic, options: Options, width: str, height: int) -> str:
    """One line of HTML. Its border is taken off by an attribute, since strict pages allow no style in a line."""
    address = _address(settings.site.url or "", topic.slug, shortest(options, topic))
    title = f"{topic.title} – {settings.site.title}"
    frame = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" loading="lazy"></iframe>'
    )
    return str(frame.format(address, title, width, height))


def height_of(options: Options) -> int:
    """About what it takes, in pixels, on a phone or in a column; a longer one scrolls inside its frame."""
    if options.layout == "ticker":
        return 104
    row = _ROW_PIXELS[options.layout] + (200 if options.layout == "cards" and options.images else 0)
    return min(_AROUND_PIXELS + options.count * row, _HIGHEST_PIXELS)


def shortest(options: Options, topic: Topic) -> Options:
    """Without the language where it is the topic's in any case: what people paste is short."""
    return replace(options, lang="") if options.lang == spoken(topic.language) else options


def _address(site: str, name: str, options: Options) -> str:
    query = options.query()
    return f"{site}/embed/{name}" + (f"?{query}" if query else "")


def _attributes(options: Options) -> Markup:
    pairs = [part.split("=", 1) for part in options.query().split("&") if part]
    known = {field.name for field in fields(options)}
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in pairs if name in known)

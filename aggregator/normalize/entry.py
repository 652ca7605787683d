"""One entry, every field clean."""

import hashlib
import re
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from aggregator.identity import entry_key
from aggregator.model import Entry, ParsedEntry
from aggregator.normalize.fields import authors_of, categories_of, enclosures_of
from aggregator.normalize.identities import Draft
from aggregator.normalize.language import language_of
from aggregator.normalize.place import Place
from aggregator.text import (
    Cleaned,
    as_paragraphs,
    excerpt,
    plain_text,
    sanitize,
    strip_interruptions,
    visible_text,
)

_LONGEST_TITLE = 500
_LONGEST_STAND_IN = 120
_LONGEST_SUMMARY = 400
_UNTITLED = "(tanpa judul)"
_MOST_RELATED = 20

_FIRST_IMAGE = re.compile(r'<img(?: [a-z]+="[^"]*")*? src="([^"]+)"')
_SLUG = re.compile(r"[^\W\d_]{2,}.*")
_MORE_TO_READ = re.compile(r" ?\[ ?(?:…|\.\.\.) ?\]$")
_AT_AN_END = (".", "!", "?", "…", "”", '"')


def normalize_entry(draft: Draft, place: Place, problems: list[str]) -> Entry:
    """The entry; what was wrong with it and could be mended is added to `problems`."""
    parsed = draft.parsed
    base_url = draft.base_url or draft.url or place.base_url
    cleaned = strip_interruptions(parsed.content or parsed.summary, place.presets)
    content = _content(cleaned, base_url)
    summary = _summary(parsed, content, place)
    title = _title(parsed, summary, draft.url)
    published, updated = _times(draft, place, problems)
    _note(draft, cleaned, problems)
    entry_id = draft.id(place.source.slug)
    authors = authors_of(parsed.authors, place)
    categories = categories_of(parsed.categories)
    enclosures = enclosures_of(parsed.enclosures, place, base_url)
    image = place.absolute(parsed.image, base_url) or _first_image(content)
    return Entry(
        key=entry_key(entry_id),
        id=entry_id,
        source=place.source.slug,
        guid=draft.guid,
        identity=draft.identity,
        url=draft.url,
        title=title,
        summary=summary,
        content=content,
        published=published,
        updated=updated,
        first_seen=place.now,
        order_at=published or place.now,
        source_updated=updated,
        authors=authors,
        categories=categories,
        enclosures=enclosures,
        image=image,
        language=language_of(parsed.language) or place.language,
        related=_related(cleaned, place, base_url),
        hash=_digest(title, content, summary, draft.url, image, repr((authors, categories, enclosures))),
    )


def _note(draft: Draft, cleaned: Cleaned, problems: list[str]) -> None:
    if not draft.url:
        problems.append(f"entry {draft.number}: no link to it")
    if draft.reused:
        problems.append(f"entry {draft.number}: its guid or link is that of others")
    if cleaned.flagged:
        problems.append(f"entry {draft.number}: mostly lines such as BACA JUGA; kept as it is")


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def _content(cleaned: Cleaned, base_url: str) -> str:
    html = cleaned.html
    if "<" not in html and "\n" in html.strip():
        html = as_paragraphs(unescape(html))
    return sanitize(html, base_url)


def _summary(parsed: ParsedEntry, content: str, place: Place) -> str:
    """An excerpt of the summary if there is one beside the content, else of the content."""
    text = ""
    if parsed.summary and parsed.content and parsed.summary != parsed.content:
        text = plain_text(strip_interruptions(parsed.summary, place.presets).html)
    return excerpt(_without_mark(text or visible_text(content)), _LONGEST_SUMMARY)


def _without_mark(text: str) -> str:
    """A teaser without the "[…]" at its end, which means that there is more; "…" stays where it breaks off."""
    whole = _MORE_TO_READ.sub("", text)
    return whole if whole == text or whole.endswith(_AT_AN_END) else f"{whole}…"


def _title(parsed: ParsedEntry, summary: str, url: str) -> str:
    title = plain_text(parsed.title, parsed.title_is_html)
    if title:
        return excerpt(title, _LONGEST_TITLE)
    return excerpt(summary, _LONGEST_STAND_IN) or _slug_words(url) or _UNTITLED


def _slug_words(url: str) -> str:
    """ "pilkada-di-sumsel-aman.html" as "Pilkada di sumsel aman": an address often is the title."""
    segments = unquote(urlsplit(url).path, errors="ignore").rsplit("/")
    words = plain_text(re.sub(r"\.\w{2,5}$", "", segments[-1]).replace("-", " ").replace("_", " "), False)
    return excerpt(words[0].upper() + words[1:], _LONGEST_STAND_IN) if _SLUG.search(words) else ""


def _first_image(content: str) -> str:
    found = _FIRST_IMAGE.search(content)
    return unescape(found[1]) if found else ""


def _related(cleaned: Cleaned, place: Place, base_url: str) -> tuple[tuple[str, str], ...]:
    links = ((place.absolute(url, base_url), plain_text(title, False)) for url, title in cleaned.related)
    return tuple((url, excerpt(title, _LONGEST_TITLE)) for url, title in links if url and title)[
        :_MOST_RELATED
    ]


# ── times ────────────────────────────────────────────────────────────────────────────────────────


def _times(draft: Draft, place: Place, problems: list[str]) -> tuple[datetime | None, datetime]:
    published, published_problem = place.moment(draft.parsed.published)
    updated, updated_problem = place.moment(draft.parsed.updated)
    for field, problem in (("published", published_problem), ("updated", updated_problem)):
        if problem:
            problems.append(f"entry {draft.number}: {field}: {problem}")
    return published, updated or published or place.now


def _digest(*parts: str) -> str:
    """Of what a reader sees. Dates are not in it: a feed that renews them at every poll edits nothing."""
    return hashlib.blake2b("\0".join(parts).encode(errors="replace"), digest_size=16).hexdigest()

"""`/status`: how every source is doing, as a page, as JSON for programs, and as a feed with an entry per incident."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify

from aggregator.config import Settings
from aggregator.documents import source_name
from aggregator.identity import feed_id
from aggregator.model import FeedDocument, FeedEntry, Person, SourceProfile, SourceState
from aggregator.publish import ATOM, render
from aggregator.runtime import Runtime
from aggregator.store import Tx, sources
from aggregator.web.activity import COUNTED_FOR, Chart, Silence, charts, silences
from aggregator.web.answers import answer, rendered
from aggregator.web.failures import explain
from aggregator.web.frame import FeedLink, frame_of, render_page
from aggregator.web.incidents import Incident, entry_of, incidents, said_of
from aggregator.web.languages import asked_words
from aggregator.web.status import source_status, status_of
from aggregator.words import INDONESIAN, Words, message, words_in

MAX_AGE_SECONDS = 30
_ENTRIES = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted in the store, and when it was."""

    at: datetime
    settings: Settings
    charts: Mapping[str, Chart]
    silent: Mapping[str, Silence]


class Reporting:
    """Reads how polls go, at every request; entries it counts every few minutes."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._counted: _Counted | None = None

    def page(self) -> Response:
        """`/status`"""
        settings, now, words = self._rt.settings, self._rt.now(), asked_words()
        zone = ZoneInfo(settings.site.timezone)
        states, counted = self._read(settings, now)
        feed = FeedLink("Atom", ATOM.link_type, words.say(_TITLE), "/status.atom")
        frame = frame_of(settings, now, words, "/status", words.say("Status of sources"), feeds=(feed,))
        body = render_page(
            "status.html",
            frame,
            status=status_of(states.values(), settings, self._rt.live.problems, now, words),
            charts={
                f"/sources/{slug}": (chart, chart.said(words, zone)) for slug, chart in counted.charts.items()
            },
            silent=tuple(
                (one.failure, source_status(states[one.slug], settings, now, words))
                for one in self._incidents(states, counted, now, words)
                if one.kind == "silent"
            ),
        )
        return answer(rendered(body, "text/html; charset=utf-8"), MAX_AGE_SECONDS, kept=False)

    def json(self) -> Response:
        """`/status.json`: instants in ISO 8601, `days` the entries of each of the last 30 days, today last."""
        settings, now = self._rt.settings, self._rt.now()
        states, counted = self._read(settings, now)
        names = _names(states, settings)
        response = jsonify(
            sources=[_told(state, names[slug], counted) for slug, state in states.items()],
            configuration=[problem.message for problem in self._rt.live.problems],
        )
        return _open_to_all(response)

    def atom(self) -> Response:
        """`/status.atom`"""
        settings, now = self._rt.settings, self._rt.now()
        states, counted = self._read(settings, now)
        shown = self._incidents(states, counted, now, words_in(INDONESIAN))[:_ENTRIES]
        document = _document(self._rt, settings, shown, _names(states, settings))
        response = answer(rendered(render(document, ATOM), ATOM.media_type), MAX_AGE_SECONDS, kept=False)
        return _open_to_all(response)

    def _read(self, settings: Settings, now: datetime) -> tuple[dict[str, SourceState], _Counted]:
        with self._rt.store.read() as tx:
            states = {state.slug: state for state in sources.states(tx)}
            return states, self._count(tx, states, settings, now)

    def _count(
        self, tx: Tx, states: Mapping[str, SourceState], settings: Settings, now: datetime
    ) -> _Counted:
        kept = self._counted
        if kept and kept.settings is settings and abs(now - kept.at) < COUNTED_FOR:
            return kept
        polled = [state for state in states.values() if not state.retired]
        made = _Counted(now, settings, charts(tx, polled, settings, now), silences(tx, polled, now))
        self._counted = made
        return made

    def _incidents(
        self, states: Mapping[str, SourceState], counted: _Counted, now: datetime, words: Words
    ) -> tuple[Incident, ...]:
        """Who has published since he was counted, or fails by now, is not silent."""
        silent = {
            slug: one
            for slug, one in counted.silent.items()
            if slug in states and states[slug].error is None and states[slug].last_new_at == one.since
        }
        return incidents(states, silent, now, words)


_TITLE = message("Incidents at sources")
_ABOUT = message("Sources that cannot be read, are silent or in quarantine: one entry for each incident.")


def _names(states: Mapping[str, SourceState], settings: Settings) -> dict[str, str]:
    return {slug: _name(state, settings) for slug, state in states.items()}


def _name(state: SourceState, settings: Settings) -> str:
    source = settings.source(state.slug)
    return source_name(settings, state.profile) if state.profile else source.title if source else state.slug


def _told(state: SourceState, name: str, counted: _Counted) -> dict[str, Any]:
    error, silence, chart = state.error, counted.silent.get(state.slug), counted.charts.get(state.slug)
    words = words_in(INDONESIAN)
    return {
        "slug": state.slug,
        "name": name,
        "retired": state.retired,
        "last_success": _instant(state.last_success_at),
        "last_new": _instant(state.last_new_at),
        "next_poll": _instant(state.next_poll_at),
        "error": error
        and {
            "code": error.code,
            "since": _instant(error.since),
            "count": error.count,
            **asdict(explain(error.code).said(words)),
        },
        "silence": silence and {"since": _instant(silence.since), **asdict(said_of(silence, words))},
        "quarantine": state.quarantined_at
        and {
            "since": _instant(state.quarantined_at),
            "linked": state.quarantine_linked,
            "withheld": state.quarantine_withheld,
        },
        "days": list(chart.counts) if chart else [],
    }


def _document(
    rt: Runtime, settings: Settings, shown: tuple[Incident, ...], names: Mapping[str, str]
) -> FeedDocument:
    url, words = settings.site.url or "", words_in(INDONESIAN)
    document_id = feed_id(rt.store.installation, "/status")
    title = f"{words.say(_TITLE)} – {settings.site.title}"
    ours = SourceProfile("status", title, document_id, f"{url}/status", f"{url}/status.atom", words.language)
    made = (entry_of(one, names[one.slug], f"{url}/sources/{one.slug}") for one in shown)
    return FeedDocument(
        id=document_id,
        title=title,
        subtitle=words.say(_ABOUT),
        language=words.language,
        self_url=f"{url}/status.atom",
        html_url=f"{url}/status",
        updated=max((one.since for one in shown), default=_NEVER),
        entries=tuple(FeedEntry(entry, ours) for entry in made),
        author=Person(settings.site.title, url=f"{url}/"),
    )


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None


def _open_to_all(response: Response) -> Response:
    response.access_control_allow_origin = "*"
    return response


def blueprint(rt: Runtime) -> Blueprint:
    """The routes of the status."""
    routes = Blueprint("reporting", __name__)
    reporting = Reporting(rt)
    routes.get("/status")(reporting.page)
    routes.get("/status.json")(reporting.json)
    routes.get("/status.atom")(reporting.atom)
    return routes

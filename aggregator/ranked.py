"""Terpopuler and Pilihan: which stories stand there at an instant, and why, in words for readers.

Feeds and pages say the same; a feed says it in Indonesian."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from aggregator import ranking
from aggregator.config import Settings
from aggregator.documents import Listing, document_of
from aggregator.model import Condition, Entry, FeedDocument, InPlace, Match, Pick
from aggregator.places import PROVINCE, find_places
from aggregator.ranking import Candidate, Popularity, Publisher
from aggregator.store import Tx, entries, tellings
from aggregator.stories import is_template
from aggregator.words import INDONESIAN, Words, message, words_in

PLACES = 20
"""So many stories stand in Terpopuler."""
USUAL_PICK = timedelta(days=3)
"""How long a pick without `until` stands, from its publication on."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a story stands there: the editor picked it, or so many papers (`count`) report it in this way."""

    kind: Literal["picked", "covered", "own", "official"]
    count: int = 0
    note: str = ""
    """The editor's."""

    def said(self, words: Words) -> str:
        """For readers."""
        if self.kind == "picked":
            picked = words.say("the editors’ choice")
            return f"{picked}: {self.note}" if self.note else picked
        if self.kind == "own":
            return words.plural(
                "%(num)s outlet wrote its own report", "%(num)s outlets wrote their own reports", self.count
            )
        covered = words.plural("covered by %(num)s outlet", "covered by %(num)s outlets", self.count)
        if self.kind == "official":
            return words.say("an official statement, and %(covered)s", covered=covered)
        return covered


@dataclass(frozen=True, slots=True)
class Ranked:
    """The entry that stands for a story, and why it stands there."""

    entry: Entry
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Look:
    """What every ranking is made of: who reports what at an instant, most popular first; read once for all."""

    settings: Settings
    moment: datetime
    told: tuple[Popularity, ...]


Leads = Mapping[str, Entry]
"""By story, the entry that stands for it, without its content."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A listing that is not by time. `name` is that of its page and feeds; what it says are messages."""

    name: str
    heading: str
    subtitle: str
    eligible: Callable[[_Look], tuple[Popularity, ...]]
    """The stories that can stand in it, as far as the tellings say: of these the leads are read."""
    arrange: Callable[[Tx, _Look, Leads], tuple[Ranked, ...]]

    def listing(self, settings: Settings, words: Words) -> Listing:
        """What its documents are called and where they are."""
        site, heading = settings.site, words.say(self.heading)
        title = f"{heading} – {site.title}"
        return Listing(f"/{self.name}", heading, title, words.say(self.subtitle), site.language)


def read_rankings(
    tx: Tx, settings: Settings, now: datetime, *which: Ranking
) -> tuple[tuple[Ranked, ...], ...]:
    """These rankings as of `now`, in their order, from one look at the store; entries are without content."""
    moment = ranking.as_of(now)
    reported = tellings.told_by_several(tx, moment - ranking.WINDOW)
    look = _Look(settings, moment, ranking.popular(reported, publishers_of(settings), moment))
    stories = {told.story for one in which for told in one.eligible(look)}
    leads = tellings.leads(tx, sorted(stories))
    return tuple(one.arrange(tx, look, leads) for one in which)


def read_document(
    tx: Tx, settings: Settings, installation: str, which: Ranking, extension: str, now: datetime
) -> FeedDocument:
    """The feed of a ranking, in its order, with the reason at each entry; the same for ten minutes (`as_of`)."""
    words, [found] = words_in(INDONESIAN), read_rankings(tx, settings, now, which)
    reasons = {one.entry.key: one.reason.said(words) for one in found}
    contents = entries.contents(tx, reasons)
    shown = tuple(replace(one.entry, content=contents.get(one.entry.key, "")) for one in found)
    document = document_of(tx, settings, installation, which.listing(settings, words), extension, shown)
    told = tuple(replace(one, reason=reasons[one.entry.key]) for one in document.entries)
    return replace(document, entries=told)


def story_of(tx: Tx, settings: Settings, entry: Entry, now: datetime) -> Popularity:
    """The story that an entry tells, with every term of its score, whoever tells it."""
    told = tellings.of_story(tx, entry.story or entry.key)
    return ranking.popularity(told, publishers_of(settings), ranking.as_of(now))


def missing_picks(tx: Tx, picks: Iterable[Pick], now: datetime) -> tuple[Pick, ...]:
    """The picks that should stand there and do not, because no source has brought them."""
    return tuple(
        pick for pick in picks if not _is_over(pick, None, now) and entries.by_url(tx, pick.url) is None
    )


def publishers_of(settings: Settings) -> dict[str, Publisher]:
    """Who answers for each source, by its slug."""
    return {source.slug: ranking.publisher_of(source) for source in settings.sources}


def _arrange_popular(_tx: Tx, look: _Look, leads: Leads) -> tuple[Ranked, ...]:
    """The stories that papers of two owners or more report, the most widely and lately reported first."""
    told = look.told[:PLACES]
    return tuple(
        Ranked(leads[one.story], Reason("covered", len(one.terms))) for one in told if one.story in leads
    )


def _arrange_choice(tx: Tx, look: _Look, leads: Leads) -> tuple[Ranked, ...]:
    """The editor's picks that have not run out, in the order of the file; then what the rule chooses."""
    picked = {one.entry.story or one.entry.key: one for one in _picked(tx, look.settings.picks, look.moment)}
    publishers, subjects = publishers_of(look.settings), _subjects(look.settings)
    candidates = (
        _candidate(told, leads[told.story], publishers, subjects)
        for told in look.told
        if told.story in leads and told.story not in picked
    )
    chosen = ranking.choose(candidates, look.moment)
    return (
        *picked.values(),
        *(Ranked(leads[one.popularity.story], _chosen(one.popularity)) for one in chosen),
    )


def _picked(tx: Tx, picks: Iterable[Pick], now: datetime) -> Iterator[Ranked]:
    for pick in picks:
        entry = entries.by_url(tx, pick.url)
        if entry and not _is_over(pick, entry, now):
            yield Ranked(entry, Reason("picked", note=pick.note))


def _is_over(pick: Pick, entry: Entry | None, now: datetime) -> bool:
    if pick.until:
        return now >= pick.until
    return entry is not None and now >= entry.order_at + USUAL_PICK


def _subjects(settings: Settings) -> frozenset[str]:
    """The topics that say more than where something is: of those of places nearly everything has one."""
    return frozenset(topic.slug for topic in settings.topics if not _is_place(topic.match))


def _is_place(condition: Condition) -> bool:
    if isinstance(condition, Match):
        return all(map(_is_place, (*condition.any, *condition.all)))
    return isinstance(condition, InPlace)


def _candidate(
    told: Popularity, lead: Entry, publishers: Mapping[str, Publisher], subjects: Set[str]
) -> Candidate:
    publisher = publishers.get(lead.source)
    found = find_places(lead.title, lead.summary)
    regencies = {one.place.partition("/")[0] for one in found if one.strength != "weak"} - {PROVINCE}
    return Candidate(
        popularity=told,
        publisher=publisher.name if publisher else lead.source,
        topics=tuple(topic for topic in lead.topics if topic in subjects),
        regencies=tuple(sorted(regencies)),
        is_template=is_template(lead.title),
    )


def _chosen(told: Popularity) -> Reason:
    """The rule that holds, as readers are told it."""
    if ranking.is_widely_told(told):
        return Reason("own", ranking.own_reports(told))
    return Reason("official", len(told.terms))


POPULAR = Ranking(
    "terpopuler",
    message("Most reported"),
    message("What is reported most widely now, counted by the papers’ coverage, not by what you read."),
    lambda look: look.told[:PLACES],
    _arrange_popular,
)
CHOICE = Ranking(
    "pilihan",
    message("Highlights"),
    message(
        "The editors’ choice, then what many papers wrote in their own words or with an official statement."
    ),
    lambda look: tuple(told for told in look.told if ranking.is_chosen(told, look.moment)),
    _arrange_choice,
)
RANKINGS = {one.name: one for one in (POPULAR, CHOICE)}

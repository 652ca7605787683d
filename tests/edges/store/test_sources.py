from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aggregator.errors import LeaseLost
from aggregator.model import Habits, Source, SourceError, SourceProfile, SourceState, Validators
from aggregator.store import Store, revision, sources, timetable
from tests.edges.store.examples import MINUTE, NOW, source
from tests.edges.store.processes import start

LEASE = 2 * MINUTE
LATER = NOW + timedelta(hours=1)


def sync(store: Store, *slugs: str) -> None:
    with store.write() as tx:
        sources.sync(tx, [source(slug) for slug in slugs], NOW)


def claim(
    store: Store, owner: str, now: datetime = LATER, limit: int = 10, slugs: list[str] | None = None
) -> tuple[SourceState, ...]:
    with store.write() as tx:
        return sources.claim(tx, now=now, limit=limit, owner=owner, lease=LEASE, slugs=slugs)


def finish(store: Store, state: SourceState, owner: str) -> None:
    with store.write() as tx:
        sources.finish(tx, state, owner)


def stored(store: Store, slug: str) -> SourceState:
    with store.read() as tx:
        found = sources.state(tx, slug)
    assert found is not None
    return found


def learned(state: SourceState) -> SourceState:
    """As after a failed poll that came after a good one."""
    return replace(
        state,
        next_poll_at=LATER + 7 * MINUTE,
        validators=Validators('W/"é\\"', "Mon, 23 Nov 2026 07:30:00 GMT"),
        body_hash="beef",
        last_attempt_at=LATER,
        last_success_at=LATER - MINUTE,
        last_new_at=LATER - 2 * MINUTE,
        worker_deaths=1,
        retry_at=LATER + 6 * MINUTE,
        error=SourceError("http_503", "Service Unavailable", LATER - MINUTE, 3),
        habits=Habits(0.5, 20, 3600, (1, 2), (6,), (0.5,) * 24, watched_until=7.25, recent=(1.0, 2.0)),
        overflowed_at=LATER - 3 * MINUTE,
        profile=SourceProfile(
            state.slug, "Antara", "urn:x", "https://a/", state.url, "id", "©", "https://a/i"
        ),
    )


# ── which sources there are ──


def test_new_sources_are_due_at_once_but_not_all_in_the_same_second(store: Store) -> None:
    sync(store, *(f"s{number}" for number in range(200)))
    with store.read() as tx:
        due = [state.next_poll_at - NOW for state in sources.states(tx)]
    assert max(due) <= timedelta(seconds=10)
    assert max(sum(at // timedelta(seconds=1) == second for at in due) for second in range(10)) < 50


def test_many_new_sources_fall_due_twenty_a_second(store: Store) -> None:
    sync(store, *(f"s{number}" for number in range(3000)))
    with store.read() as tx:
        due = [state.next_poll_at - NOW for state in sources.states(tx)]
    assert timedelta(seconds=145) < max(due) <= timedelta(seconds=150)
    assert max(sum(at // MINUTE == minute for at in due) for minute in range(3)) < 1300


def test_the_same_configuration_again_changes_nothing(store: Store) -> None:
    sync(store, "a", "b")
    with store.read() as tx:
        before = sources.states(tx), revision(tx)
    with store.write() as tx:
        sources.sync(tx, [source("b"), source("a")], LATER)
    with store.read() as tx:
        assert (sources.states(tx), revision(tx)) == before


def test_a_source_that_left_the_configuration_is_retired_and_returns_with_what_was_known(
    store: Store,
) -> None:
    sync(store, "a", "b")
    (state,) = claim(store, "me", limit=1, slugs=["a"])
    finish(store, learned(state), "me")
    before = stored(store, "a")
    sync(store, "b")
    assert stored(store, "a") == replace(before, retired=True)
    assert [state.slug for state in claim(store, "me", now=LATER + timedelta(days=1))] == ["b"]
    with store.read() as tx:
        assert sources.active_slugs(tx) == {"b"}
    sync(store, "a", "b")
    assert stored(store, "a") == before


def test_a_changed_url_starts_anew_without_what_was_learned_about_the_old_one(store: Store) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    finish(store, learned(state), "me")
    with store.write() as tx:
        sources.sync(tx, [source("a", "https://new.example.org/")], NOW)
    moved = stored(store, "a")
    assert moved.url == "https://new.example.org/"
    assert (moved.validators, moved.body_hash, moved.error) == (Validators(), "", None)
    assert (moved.worker_deaths, moved.retry_at) == (0, None)
    assert moved.next_poll_at <= NOW + MINUTE


@pytest.mark.parametrize("configuration", [[], [source("a", "https://new.example.org/")]])
def test_a_poll_of_what_was_reconfigured_meanwhile_is_dropped(
    store: Store, configuration: list[Source]
) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    with store.write() as tx:
        sources.sync(tx, configuration, NOW)
    with pytest.raises(LeaseLost):
        finish(store, learned(state), "me")
    assert stored(store, "a").body_hash == ""


def test_after_a_long_stop_overdue_sources_are_spread_and_only_once(store: Store) -> None:
    sync(store, *(f"s{number}" for number in range(100)))
    restart, window = NOW + timedelta(hours=48), timedelta(minutes=10)
    with store.write() as tx:
        assert timetable.spread(tx, restart, overdue=MINUTE, window=window) == 100
    with store.read() as tx:
        due = sorted(state.next_poll_at - restart for state in sources.states(tx))
    assert due[0] >= timedelta(0)
    assert due[-1] <= window
    assert due[50] - due[0] > timedelta(minutes=3)
    with store.write() as tx:
        assert timetable.spread(tx, restart + MINUTE / 2, overdue=MINUTE, window=window) == 0


# ── who polls them ──


def test_a_claim_takes_the_longest_due_first_and_no_more_than_the_limit(store: Store) -> None:
    sync(store, *"abcdef")
    for number, slug in enumerate("fedcba"):
        (state,) = claim(store, "me", slugs=[slug])
        finish(store, replace(state, next_poll_at=NOW + number * MINUTE), "me")
    assert [state.slug for state in claim(store, "me", now=NOW + 3 * MINUTE, limit=2)] == ["f", "e"]
    assert [state.slug for state in claim(store, "me", now=NOW + 3 * MINUTE)] == ["d", "c"]


def test_a_claimed_source_is_nobody_elses_until_the_lease_runs_out(store: Store) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    assert (state.lease_owner, state.lease_until) == ("me", LATER + LEASE)
    assert claim(store, "you", now=LATER + LEASE - timedelta(microseconds=1)) == ()
    assert claim(store, "you", now=LATER + LEASE, limit=1)[0].lease_owner == "you"


def test_a_claim_is_renewed_while_it_is_ours_and_never_once_it_was_anothers(store: Store) -> None:
    sync(store, "a")
    (mine,) = claim(store, "me")
    before, over = LATER + LEASE - timedelta(seconds=1), LATER + LEASE
    with store.write() as tx:
        assert not sources.renew(tx, mine, over, over + LEASE)  # free for all since then
        assert sources.renew(tx, mine, before, before + LEASE)
        assert not sources.renew(tx, mine, before, before + LEASE)  # that claim is another by now
    assert claim(store, "you", now=over) == ()
    (again,) = claim(store, "me", now=before + LEASE)
    with store.write() as tx:
        assert not sources.renew(tx, mine, before + LEASE, before + 2 * LEASE)
        assert sources.renew(tx, again, before + LEASE, before + 2 * LEASE)


def test_what_was_polled_under_a_lost_lease_is_not_stored(store: Store) -> None:
    sync(store, "a")
    (mine,) = claim(store, "me")
    (yours,) = claim(store, "you", now=LATER + LEASE)
    with pytest.raises(LeaseLost, match="a is no longer leased to me"):
        finish(store, learned(mine), "me")
    finish(store, learned(yours), "you")


def test_named_sources_are_claimed_before_they_are_due(store: Store) -> None:
    sync(store, "a", "b")
    early = NOW - timedelta(days=1)
    assert claim(store, "me", now=early) == ()
    assert [state.slug for state in claim(store, "me", now=early, slugs=["b", "unknown"])] == ["b"]


def test_nobody_polls_before_the_time_that_the_server_asked_for(store: Store) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    finish(store, replace(state, retry_at=LATER + MINUTE, next_poll_at=NOW), "me")
    assert claim(store, "me", now=LATER) == ()
    assert claim(store, "me", now=LATER, slugs=["a"]) == ()
    assert len(claim(store, "me", now=LATER + MINUTE)) == 1


def test_a_poller_that_stops_gives_back_its_own_leases_only(store: Store) -> None:
    sync(store, "a", "b")
    claim(store, "me", slugs=["a"])
    claim(store, "you", slugs=["b"])
    with store.write() as tx:
        sources.release(tx, owner="me")
    assert [state.slug for state in claim(store, "third")] == ["a"]


def test_processes_that_claim_at_once_never_hold_the_same_source(database: str) -> None:
    slugs = [f"s{number}" for number in range(200)]
    shared = Store.open(database)
    shared.migrate()
    with shared.write() as tx:
        sources.sync(tx, [source(slug) for slug in slugs], NOW - MINUTE)
    shared.close()
    claiming = [start("claim", database, f"owner {number}") for number in range(3)]
    for process in claiming:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in claiming:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    claimed = [process.communicate(timeout=60)[0].split() for process in claiming]
    assert [process.returncode for process in claiming] == [0, 0, 0]
    assert sorted(slug for some in claimed for slug in some) == sorted(slugs)


# ── what is known about them ──


def test_everything_a_poll_learned_is_read_back_as_it_was(store: Store) -> None:
    sync(store, "a", "b")
    (state,) = claim(store, "me", slugs=["a"])
    after = learned(state)
    finish(store, after, "me")
    assert stored(store, "a") == replace(after, lease_owner=None, lease_until=None)
    with store.read() as tx:
        assert sources.profiles(tx, ["a", "b", "c"]) == {"a": after.profile}
        assert [state.slug for state in sources.states(tx)] == ["a", "b"]
        assert sources.state(tx, "c") is None


def test_a_source_that_moved_for_good_is_polled_where_it_is_now(store: Store) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    finish(store, replace(state, url="https://moved.example.org/"), "me")
    sync(store, "a")
    assert stored(store, "a").url == "https://moved.example.org/"
    (state,) = claim(store, "me")
    finish(store, replace(state, url=source("a").url), "me")
    assert stored(store, "a").url == source("a").url


def test_the_revision_counts_a_new_profile_but_not_every_poll(store: Store) -> None:
    sync(store, "a")
    (state,) = claim(store, "me")
    finish(store, learned(state), "me")
    with store.read() as tx:
        before = revision(tx)
    (state,) = claim(store, "me", now=LATER + timedelta(days=1))
    finish(store, replace(state, body_hash="other"), "me")
    with store.read() as tx:
        assert revision(tx) == before
    (state,) = claim(store, "me", now=LATER + timedelta(days=1))
    assert state.profile is not None
    finish(store, replace(state, profile=replace(state.profile, title="Antara Sumsel")), "me")
    with store.read() as tx:
        assert revision(tx) == before + 1

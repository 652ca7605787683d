"""Two wires on loopback: one publishes and is the hub, the other follows one of its topics and is told."""

import hmac
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from aggregator.cli.commands import main
from aggregator.model import Subscription
from aggregator.store import Store, sources, subscribers, subscriptions
from tests.databases import BACKENDS, new_database
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.journeys.processes import free_port, wait_until
from tests.journeys.wire import Wire
from tests.servers import RecordedServer

FEED = "/topics/pilkada-2024.atom"


@dataclass
class Pair:
    """A paper, the wire that polls it, and the wire that is told."""

    paper: RecordedServer
    near: Wire
    far: Wire
    store: Store
    """Of the far wire."""
    client: FlaskClient
    """Of the far wire."""
    far_url: str

    def publish(self, *numbers: int) -> None:
        self.paper.put("/feed", rss(*(item(number) for number in numbers)))
        self.near.poll()

    def titles(self) -> list[str]:
        return [one["title"] for one in self.client.get("/sources/near.json").json["items"]]

    def subscription(self) -> Subscription | None:
        with self.store.read() as tx:
            return next(iter(subscriptions.states(tx)), None)

    def is_held(self) -> bool:
        one = self.subscription()
        return one is not None and one.lease_until is not None and not one.asked_mode

    def change(self, **fields: object) -> Subscription:
        """Has the subscription be as if: returns it."""
        with self.store.write() as tx:
            tx.execute(subscriptions.table.update().values(**fields))
        one = self.subscription()
        assert one is not None
        return one

    def push(self, one: Subscription, body: bytes, secret: str | None = None, method: str = "sha256") -> int:
        signature = hmac.new((secret or one.secret).encode(), body, method).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}"} if secret != "" else {}
        path = f"/websub/callback/{one.token}"
        return self.client.post(
            path, data=body, headers=headers, content_type="application/rss+xml"
        ).status_code

    def rest(self) -> None:
        def idle() -> bool:
            with self.store.read() as tx:
                return subscriptions.waiting(tx, datetime.now(UTC)) == (False, ())

        wait_until(idle)


@contextmanager
def pair(folder: Path, backend: str = "sqlite", told: str = "", far: str = "far") -> Iterator[Pair]:
    ports = free_port(), free_port()
    with ExitStack() as opened:
        paper = opened.enter_context(RecordedServer({"/feed": rss(item(9))}))
        wires = []
        for name, port in zip(("near", far), ports, strict=True):
            place = folder / name
            place.mkdir()
            database = opened.enter_context(new_database(backend, place, migrated=True))
            wires.append(opened.enter_context(Wire(place, database, f"http://127.0.0.1:{port}")))
        first, second = wires
        first.configure([("palpres", paper.url("/feed"))])
        first.poll()
        second.configure([("near", f"http://127.0.0.1:{ports[0]}{FEED}")], head=told)
        for wire, port in zip(wires, ports, strict=True):
            opened.enter_context(wire.serving(port))
            opened.enter_context(wire.pushing())
        second.poll()
        store = Store.open(second.options.database_url)
        opened.callback(store.close)
        client = opened.enter_context(second.web())
        yield Pair(paper, first, second, store, client, f"http://127.0.0.1:{ports[1]}")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_wire_is_told_what_another_publishes(backend: str, tmp_path: Path) -> None:
    with pair(tmp_path, backend) as both:
        wait_until(both.is_held)
        both.publish(1, 9)
        wait_until(lambda: len(both.titles()) == 2)
        both.rest()
        one = both.subscription()
        assert one is not None
        assert (one.rejected, one.problem) == (0, "")
        with both.store.read() as tx:
            state = sources.state(tx, "near")
        assert state is not None
        assert state.habits is not None
        assert state.habits.recent, "a push teaches when the source publishes"
        assert both.titles()[0].endswith("nomor 1")


def test_only_what_is_rightly_signed_and_new_and_in_time_counts(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        one = both.subscription()
        assert one is not None
        good, forged = rss(item(2), item(9)), rss(item(3, title="Palsu"))
        assert both.push(one, forged, secret="tebakan") == 403
        assert both.push(one, forged, secret="") == 403
        assert both.push(one, forged, method="md5") == 403
        for number, method in enumerate(("sha1", "sha384", "sha512")):
            assert both.push(one, good + b"\n" * number, method=method) == 202
        both.rest()
        assert len(both.titles()) == 2
        assert both.push(one, good) == 202
        again = both.subscription()
        assert again is not None
        assert (again.rejected, again.problem) == (4, "replayed")
        late = both.change(lease_until=datetime.now(UTC) - timedelta(seconds=1), due_at=None)
        assert both.push(late, forged) == 410
        both.rest()
        assert not any("Palsu" in title for title in both.titles())
        assert both.client.post("/websub/callback/entah", data=b"x").status_code == 410


def test_only_what_was_asked_is_confirmed(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        one = both.subscription()
        assert one is not None

        def asked(**fields: str) -> int:
            query = {
                "mode": "subscribe",
                "topic": one.topic_url,
                "challenge": "x",
                "lease_seconds": "60",
                **fields,
            }
            named = {f"hub.{name}": value for name, value in query.items()}
            return both.client.get(f"/websub/callback/{one.token}", query_string=named).status_code

        assert asked() == 404
        assert asked(mode="unsubscribe") == 404
        now = datetime.now(UTC)
        both.change(asked_mode="subscribe", asked_at=now - timedelta(minutes=11))
        assert asked() == 404
        both.change(asked_at=now)
        assert asked(topic="https://lain.example/feed") == 404
        assert asked(challenge="") == 400
        assert asked(mode="unsubscribe") == 404
        assert asked() == 200
        assert asked() == 404


def test_leases_are_renewed_before_they_end_and_given_up_with_the_source(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        first = both.change(due_at=datetime.now(UTC))
        wait_until(lambda: both.is_held() and both.subscription().lease_until > first.lease_until)
        both.far.configure([("lain", both.paper.url("/feed"))])
        both.far.confirm()
        both.far.poll()
        wait_until(lambda: both.subscription().lease_until is None)
        both.publish(1, 9)
        near = Store.open(both.near.options.database_url)
        with near.read() as tx:
            assert subscribers.count(tx, datetime.now(UTC)) == (0, 0)
        near.close()


def test_a_source_that_is_pushed_is_polled_less_often(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        with both.store.read() as tx:
            before = sources.state(tx, "near")
        both.far.poll()
        with both.store.read() as tx:
            after = sources.state(tx, "near")
        assert before is not None
        assert after is not None
        assert after.next_poll_at - after.last_attempt_at > 2 * (before.next_poll_at - before.last_attempt_at)


def test_what_cannot_be_read_is_noted_and_harms_nothing(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        one = both.subscription()
        assert one is not None
        assert both.push(one, b"<html><body>Sedang dirawat</body></html>") == 202
        wait_until(lambda: both.subscription().problem.startswith("html"))
        both.rest()
        assert len(both.titles()) == 1


def test_status_tells_who_is_told_and_who_tells(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        wait_until(both.is_held)
        one = both.subscription()
        assert one is not None
        assert both.push(one, rss(item(3)), secret="tebakan") == 403
        near, far = status(both.near), status(both.far)
    assert "Push out: own hub; 1 subscribers of 1 feeds; nothing waits" in near
    assert "Push in: 0 sources name a hub; 0 tell us; 0 messages rejected" in near
    assert "Push in: 1 sources name a hub; 1 tell us; 1 messages rejected; latest problem" in far
    assert "near: forged" in far
    assert one.secret not in far
    assert one.token not in far


def status(wire: Wire) -> str:
    return CliRunner(env=wire.options.environment()).invoke(main, ["status"]).output.replace("\n", " ")


SOURCES = "sources: [{slug: palpres, title: Palpres, url: 'https://palpres.example/rss'}]\n"


@pytest.mark.parametrize(
    ("url", "told"),
    [("", True), ("url: http://kabar.example.org", True), ("url: https://kabar.example.org", False)],
)
def test_check_says_why_nothing_is_pushed_to_us(url: str, told: bool, tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(f"site: {{title: Uji{', ' if url else ''}{url}}}\n{SOURCES}", encoding="utf-8")
    answer = run(file, "check")
    assert answer.exit_code == 0
    assert ("hubs push to an https address: set site.url" in answer.output) is told

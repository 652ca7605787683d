"""What /metrics says after polls, read with Prometheus' own parser."""

from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.feeds import item, rss
from tests.servers import RecordedServer


def figures(wire) -> dict[tuple[str, str], float]:
    answer = wire.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {
        (one.name, "".join(one.labels.values())): one.value for family in families for one in family.samples
    }


def test_polls_failures_and_entries_are_counted_and_the_present_is_measured(wire):
    with RecordedServer({"/rss": rss(*map(item, range(7)))}) as server:
        wire.configure([("palpres", server.url("/rss")), ("lahat", server.url("/none"))])
        before = figures(wire)
        assert before["aggregator_poll_seconds_count", ""] == 0
        wire.poll()
        wire.poll()
    after = figures(wire)
    expected = {
        ("aggregator_polls_total", "changed"): 1,
        ("aggregator_polls_total", "not_modified"): 1,
        ("aggregator_polls_total", "failed"): 2,
        ("aggregator_poll_failures_total", "http_404"): 2,
        ("aggregator_entries_new_total", "palpres"): 7,
        ("aggregator_poll_seconds_count", ""): 4,
        ("aggregator_parse_seconds_count", ""): 1,
        ("aggregator_sources", ""): 2,
        ("aggregator_sources_failing", "http_404"): 1,
        ("aggregator_polls_running", ""): 0,
    }
    assert {key: after.get(key) for key in expected} == expected
    assert after["aggregator_poll_seconds_bucket", "+Inf"] == 4


def test_what_is_due_and_waits_is_seen(wire):
    wire.configure([("palpres", "http://127.0.0.1:9/rss")])
    wire.poll()
    assert figures(wire)["aggregator_polls_waiting", ""] == 0
    assert figures(wire)["aggregator_poll_overdue_seconds", ""] == 0

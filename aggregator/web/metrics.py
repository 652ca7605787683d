"""/metrics for Prometheus: what every poller counted, and how the sources stand now, from the store."""

from collections import Counter as Numbers
from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Blueprint, Response
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from aggregator.metrics import COUNTERS, HISTOGRAMS, SUM, Counter, Histogram, Tallies
from aggregator.model import SourceState
from aggregator.runtime import Runtime
from aggregator.store import sources, tallies


def blueprint(rt: Runtime) -> Blueprint:
    """The route that Prometheus asks: of any web process, whatever the number of pollers."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        with rt.store.read() as tx:
            counted, states = tallies.read(tx), sources.states(tx)
        answer = Response(
            generate_latest(_Figures(counted, states, rt.now())), content_type=CONTENT_TYPE_LATEST
        )
        answer.cache_control.no_store = True
        return answer

    return routes


class _Figures(Collector):
    """What `generate_latest` asks for the metrics of one moment."""

    def __init__(self, counted: Tallies, states: Iterable[SourceState], now: datetime) -> None:
        self._counted = counted
        self._states = [state for state in states if not state.retired]
        self._now = now

    def collect(self) -> Iterator[Metric]:
        for counter in COUNTERS:
            yield _counter(counter, self._counted)
        for histogram in HISTOGRAMS:
            yield _histogram(histogram, self._counted)
        yield from self._gauges()

    def _gauges(self) -> Iterator[Metric]:
        held = sum(_is_held(one, self._now) for one in self._states)
        waiting = [
            one for one in self._states if one.next_poll_at <= self._now and not _is_held(one, self._now)
        ]
        yield GaugeMetricFamily("aggregator_sources", "Sources that are polled.", len(self._states))
        yield GaugeMetricFamily("aggregator_polls_running", "Polls under way.", held)
        yield GaugeMetricFamily("aggregator_polls_waiting", "Sources that are due and wait.", len(waiting))
        yield GaugeMetricFamily(
            "aggregator_poll_overdue_seconds",
            "For how long the longest waiting source has been due.",
            max(((self._now - one.next_poll_at).total_seconds() for one in waiting), default=0),
        )
        quarantined = sum(one.quarantined_at is not None for one in self._states)
        yield GaugeMetricFamily("aggregator_sources_quarantined", "Sources in quarantine.", quarantined)
        failing = GaugeMetricFamily(
            "aggregator_sources_failing", "Sources that fail, by class.", labels=["code"]
        )
        for code, number in sorted(Numbers(one.error.code for one in self._states if one.error).items()):
            failing.add_metric([code], number)
        yield failing


def _is_held(state: SourceState, now: datetime) -> bool:
    return state.lease_until is not None and state.lease_until > now


def _counter(counter: Counter, counted: Tallies) -> Metric:
    family = CounterMetricFamily(counter.name, counter.help, labels=[counter.label])
    for (name, label), amount in sorted(counted.items()):
        if name == counter.name:
            family.add_metric([label], amount)
    return family


def _histogram(histogram: Histogram, counted: Tallies) -> Metric:
    total, buckets = 0.0, []
    for bound in histogram.bounds:
        total += counted.get((histogram.name, f"{bound:g}"), 0)
        buckets.append(("+Inf" if bound == histogram.bounds[-1] else f"{bound:g}", total))
    family = HistogramMetricFamily(histogram.name, histogram.help)
    family.add_metric([], buckets, counted.get((histogram.name, SUM), 0))
    return family

"""Which topics an entry belongs to, and why."""

from aggregator.topics.conditions import describe
from aggregator.topics.rules import Rules, Trace, compile_rules

__all__ = ["Rules", "Trace", "compile_rules", "describe"]

"""Which topics an entry belongs to, and why; and what other rules would change."""

from aggregator.topics.comparison import Change, Example, changed_rules, compare
from aggregator.topics.conditions import describe
from aggregator.topics.rules import Rules, Trace, compile_rules

__all__ = ["Change", "Example", "Rules", "Trace", "changed_rules", "compare", "compile_rules", "describe"]

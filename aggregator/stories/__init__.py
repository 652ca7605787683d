"""Which entries are copies of each other across sources, and which tell the same story."""

from aggregator.stories.stream import REPLAY, Stories
from aggregator.stories.templates import is_template
from aggregator.stories.values import Grouped, Told

__all__ = ["REPLAY", "Grouped", "Stories", "Told", "is_template"]

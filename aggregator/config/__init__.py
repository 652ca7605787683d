"""feeds.yaml → Settings, or ConfigError naming file, line, column and remedy.

`load` reads a file once; `Live` follows it, and keeps the last good version when the next one is bad.
"""

from aggregator.config.files import file_digest
from aggregator.config.live import Live, Refreshed, Refused, Reloaded, Unchanged, large_drop
from aggregator.config.reading import load
from aggregator.config.schema import json_schema
from aggregator.config.settings import HUB_PATH, OWN_HUB, Limits, Polling, Ranking, Settings, Site, WebSub
from aggregator.config.writing import add_source, slug_for, source_yaml

__all__ = [
    "HUB_PATH",
    "OWN_HUB",
    "Limits",
    "Live",
    "Polling",
    "Ranking",
    "Refreshed",
    "Refused",
    "Reloaded",
    "Settings",
    "Site",
    "Unchanged",
    "WebSub",
    "add_source",
    "file_digest",
    "json_schema",
    "large_drop",
    "load",
    "slug_for",
    "source_yaml",
]

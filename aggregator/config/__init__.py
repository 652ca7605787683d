"""feeds.yaml → Settings, or ConfigError naming file, line, column and remedy.

`load` reads a file once; `Live` follows it, and keeps the last good version when the next one is bad.
"""

from aggregator.config.files import file_digest
from aggregator.config.live import LARGEST_DROP, Live, Refreshed, Refused, Reloaded, Unchanged
from aggregator.config.reading import load
from aggregator.config.schema import json_schema
from aggregator.config.settings import Limits, Polling, Settings, Site

__all__ = [
    "LARGEST_DROP",
    "Limits",
    "Live",
    "Polling",
    "Refreshed",
    "Refused",
    "Reloaded",
    "Settings",
    "Site",
    "Unchanged",
    "file_digest",
    "json_schema",
    "load",
]

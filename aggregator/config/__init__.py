"""feeds.yaml → Settings, or ConfigError naming file, line, column and remedy.

`load` reads a file once; `Live` follows it, and keeps the last good version when the next one is bad.
"""

from aggregator.config.files import file_digest
from aggregator.config.live import LARGEST_DROP, Live, Refreshed, Refused, Reloaded, Unchanged
from aggregator.config.reading import load
from aggregator.config.schema import json_schema
from aggregator.config.settings import Limits, Polling, Settings, Site
from aggregator.config.writing import add_source, slug_for, source_yaml

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
    "add_source",
    "file_digest",
    "json_schema",
    "load",
    "slug_for",
    "source_yaml",
]

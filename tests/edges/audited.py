"""Reads documents under Python's audit hook (PEP 578): `python -m tests.edges.audited < CASES`.

A line of input is a case, as JSON: a name, a kind and a body in base64. A line of output is what reading it did
besides computing. A hook cannot be taken off again, which is why this is a process of its own.
"""

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import aggregator
from aggregator.errors import AggregatorError
from aggregator.model import Fetched, Kind, Source
from aggregator.pipeline import process

_WATCHED = (
    "open", "os.", "shutil.", "socket.", "subprocess.", "urllib.", "http.", "ftplib.", "sqlite3.", "tempfile.", "glob.",
    "ctypes.", "exec", "compile", "pty.", "fcntl.", "webbrowser.",
)  # fmt: skip
_OURS = (sys.prefix, sys.base_prefix, str(Path(aggregator.__file__).parent))
CODECS = {
    "rot_13",
    "zlib_codec",
    "bz2_codec",
    "hex_codec",
    "uu_codec",
    "quopri_codec",
    "unicode_escape",
    "undefined",
}


class _Watch:
    """What happens between `begin` and `end` that reading a document has no business with."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.is_on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_on and event.startswith(_WATCHED) and not self._is_import(event, arguments):
            self.found.append(f"{event}{arguments!r}"[:200])

    def _is_import(self, event: str, arguments: tuple[object, ...]) -> bool:
        """A module or a table of ours that is needed for the first time."""
        if event == "exec":  # code that was compiled long ago
            return str(getattr(arguments[0], "co_filename", "")).startswith((*_OURS, "<frozen", "<string>"))
        if event == "open":
            return str(arguments[0]).startswith(_OURS) and arguments[1] in {"r", "rb"}
        return event in {"os.listdir", "os.scandir"} and str(arguments[0]).startswith(_OURS)


def main() -> None:
    watch, now = _Watch(), datetime(2026, 11, 24, tzinfo=UTC)
    for line in sys.stdin:
        name, kind, body = json.loads(line)
        source = Source("palpres", "Palpres", "https://palpres.example/rss", kind=Kind(kind))
        document = Fetched("https://palpres.example/rss", base64.b64decode(body), "text/xml")
        watch.is_on = True
        try:
            process(document, source, (), now)
        except AggregatorError:
            pass
        finally:
            watch.is_on = False
        loaded = sorted(one for one in CODECS if f"encodings.{one}" in sys.modules)
        print(json.dumps([name, watch.found + loaded]))
        watch.found = []
    watch.is_on = True
    with Path("/dev/null").open() as _:  # the watch must hear what it is there to hear
        watch.is_on = False
    print(json.dumps(["the watch", watch.found]))


if __name__ == "__main__":
    main()

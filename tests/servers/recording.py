"""What `aggregator record` kept, as pages that `RecordedServer` serves again.

    history = recorded(folder)
    with RecordedServer({f"/{slug}": answers[0].page for slug, answers in history.items()}) as server: ...

and, for the next answer of a source: `server.put(f"/{slug}", history[slug][1].page)`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.servers.recorded import Page

_OF_THE_CONNECTION = {
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "keep-alive",
    "transfer-encoding",
}
"""Fields that the server which replays must say anew: bodies are kept unpacked."""
_MADE_UP = ("Content-Type", "ETag", "Last-Modified")
"""What `Page` makes up unless it is told."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer of a source."""

    url: str
    """Where the document was, after redirects."""
    received_at: datetime
    page: Page


def recorded(folder: Path) -> dict[str, tuple[Recorded, ...]]:
    """The answers in a folder by source, oldest first; requests without an answer are left out."""
    history: dict[str, tuple[Recorded, ...]] = {}
    for file in sorted(folder.glob("*/*.json")):
        said = json.loads(file.read_text(encoding="utf-8"))
        if "error" not in said:
            history[said["source"]] = (*history.get(said["source"], ()), _recorded(said, file))
    return history


def _recorded(said: dict, file: Path) -> Recorded:
    sent = {name.title(): value for name, value in said["headers"] if name not in _OF_THE_CONNECTION}
    headers = {name: sent.pop(name.title(), "") for name in _MADE_UP} | sent
    page = Page(file.with_suffix(".body").read_bytes(), headers, said["status"])
    return Recorded(said["final_url"], datetime.fromisoformat(said["received_at"]), page)

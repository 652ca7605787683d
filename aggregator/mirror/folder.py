"""Documents as files, plain and in every coding: whole at any moment, whatever kills the process or fills the disk."""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.publish.codings import ENCODERS, SUFFIXES

STAYS = timedelta(days=1)
"""For how long a part of the past is there after the last document that led to it."""
_BEHIND = "/archive/before-"
_LIST = ".published.json"
"""The paths that are ours, and since when one is left: nothing else in the folder is ever removed."""
_LOCK = ".published.lock"
_UNFINISHED = ".unfinished"
_ENDINGS = ("", *SUFFIXES.values())


class Folder:
    """One folder. Functions raise OSError; what was there then still is, and the next try goes on from it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether the folder is this process's while the block runs: of several on one machine, one writes."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def put(self, path: str, body: bytes, changed_at: datetime | None, *, thorough: bool = False) -> bool:
        """Writes a document unless it is there with these bytes already; returns whether it was written.

        `changed_at` becomes the time of the files, which web servers send as Last-Modified. The plain file is
        renamed last, so that its bytes tell that the others are there; `thorough` looks at those too.
        """
        file = self._file(path)
        looked_at = _ENDINGS if thorough else ("",)
        if all(_holds(_with(file, ending), _body(body, ending)) for ending in looked_at):
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = [_write(_with(file, ending), _body(body, ending), changed_at) for ending in _ENDINGS]
        for ending, temporary in reversed(tuple(zip(_ENDINGS, unfinished, strict=True))):
            temporary.replace(_with(file, ending))
        _sync(file.parent)
        return True

    def claim(self, paths: Collection[str]) -> None:
        """Notes that these are ours, before they are written."""
        self._note(self._ours() | dict.fromkeys(paths))

    def keep_only(self, paths: Collection[str], now: datetime) -> int:
        """Removes what is ours and not among these; returns how many documents that were.

        A part of the past that was among them stays for STAYS: who has the document that led there follows it.
        """
        ours, kept = self._ours(), set(paths)
        missed = {path: ours[path] or now.timestamp() for path in ours if path not in kept}
        gone = {path for path, since in missed.items() if now.timestamp() - since >= _stays(path)}
        for path in sorted(gone):
            for ending in _ENDINGS:
                _with(self._file(path), ending).unlink(missing_ok=True)
        staying = {path: since for path, since in missed.items() if path not in gone}
        self._note(dict.fromkeys(kept) | staying)
        return len(gone)

    def sweep(self) -> None:
        """Removes what a killed process left unfinished."""
        for file in self._root.rglob(f".*{_UNFINISHED}"):
            file.unlink(missing_ok=True)

    def _file(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    def _ours(self) -> dict[str, float | None]:
        """For each path, since when it is no longer published."""
        try:
            return dict(json.loads((self._root / _LIST).read_bytes()))
        except (FileNotFoundError, ValueError):
            return {}

    def _note(self, paths: dict[str, float | None]) -> None:
        file, body = self._root / _LIST, json.dumps(paths, indent=0, sort_keys=True).encode()
        if not _holds(file, body):
            _write(file, body, None).replace(file)
            _sync(self._root)


def _stays(path: str) -> float:
    return STAYS.total_seconds() if _BEHIND in path else 0


def _body(body: bytes, ending: str) -> bytes:
    coding = next((name for name, suffix in SUFFIXES.items() if suffix == ending), "")
    return ENCODERS[coding](body) if coding else body


def _with(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _holds(file: Path, body: bytes) -> bool:
    try:
        return file.stat().st_size == len(body) and file.read_bytes() == body
    except FileNotFoundError:
        return False


def _write(file: Path, body: bytes, changed_at: datetime | None) -> Path:
    """The bytes on the disk beside the file, under a name that no web server looks for."""
    temporary = file.with_name(f".{file.name}{_UNFINISHED}")
    try:
        with temporary.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        if changed_at:
            seconds = int(changed_at.timestamp())
            os.utime(temporary, (seconds, seconds))
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

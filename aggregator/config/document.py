"""Bytes of a YAML file → plain values that know where they stand.

Nothing is guessed: a scalar is the text that was written, an empty one is None, and whoever needs a number
reads it from the text. So `no`, `12:30` and `012` (False, 750 and 10 in YAML 1.1) stay what they say. What
makes a file mean something else than it shows is refused: repeated keys, anchors, aliases, merge keys, tags,
second documents. Built from parser events: nothing is expanded, and depth is counted before it is entered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Union

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from aggregator.config.mistakes import Location, Mistake, spelled
from aggregator.errors import ConfigError, Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 30

# YAML 1.1 §5.1: what a stream may hold; and what a value of ours may not, written as "\0" or so.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_NULLS = frozenset(("", "~", "null"))

Position = tuple[int, int]
"""Line and column, from 1."""

Value = Union[str, None, "Table", "Row"]


class Table(dict[str, Value]):
    """A mapping, with where each key and each value stands."""

    __slots__ = ("keys_at", "values_at")

    def __init__(self) -> None:
        super().__init__()
        self.keys_at: dict[str, Position] = {}
        self.values_at: dict[str, Position] = {}


class Row(list[Value]):
    """A list, with where each item stands."""

    __slots__ = ("values_at",)

    def __init__(self) -> None:
        super().__init__()
        self.values_at: list[Position] = []


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its values, and the mistakes that its form alone shows.

    `ended` says that it closes with YAML's end mark, a line `...`: then no half of it can pass for the whole.
    """

    file: str
    root: Value
    root_at: Position
    ended: bool
    problems: tuple[Problem, ...]

    def problem(self, mistake: Mistake) -> Problem:
        """The mistake with its line and column: those of the nearest thing that exists."""
        value, position = self.root, self.root_at
        for step in mistake.location:
            if isinstance(value, Table) and isinstance(step, str) and step in value:
                position = value.keys_at[step] if mistake.of_key else value.values_at[step]
                value = value[step]
            elif isinstance(value, Row) and isinstance(step, int) and step < len(value):
                position, value = value.values_at[step], value[step]
            else:
                break
        return Problem(self.file, *position, spelled(mistake.location), mistake.message)


def parse(body: bytes, file: str) -> Document:
    """The document in `body`; `file` names it in messages.

    Raises ConfigError where reading cannot go on: no UTF-8, no YAML, too large, too deep.
    """
    if len(body) > MAX_BYTES:
        raise _fatal(file, (1, 1), f"is larger than {MAX_BYTES // 1024**2} MiB")
    reader = _Reader(_decode(body, file), file)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        position = _position(error.problem_mark or error.context_mark)
        raise _fatal(file, position, f"is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError:
        raise _fatal(file, (1, 1), "is not YAML") from None


def _fatal(file: str, position: Position, message: str) -> ConfigError:
    return ConfigError((Problem(file, *position, "", message),))


def _decode(body: bytes, file: str) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _fatal(file, (1, 1), "is UTF-16; save it as UTF-8")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark.
        before = body.removeprefix(b"\xef\xbb\xbf")[: error.start].decode("utf-8")
        raise _fatal(file, _end_of(before), "is not UTF-8; save it as UTF-8") from None
    if odd := _UNREADABLE.search(text):
        message = f"holds the control character U+{ord(odd[0]):04X}; delete it"
        raise _fatal(file, _end_of(text[: odd.start()]), message)
    return text


def _end_of(text: str) -> Position:
    """The position just behind `text`."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


class _Reader:
    """Turns parser events into values; `problems` gathers what can be read past."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._events: Iterator[Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def document(self) -> Document:
        """Read the one document of the stream."""
        next(self._events)  # the stream's start
        event = next(self._events)
        if isinstance(event, StreamEndEvent):
            return Document(self.file, None, (1, 1), ended=False, problems=())
        event = next(self._events)
        position, root = _start(event), self._value(event, ())
        end = next(self._events)
        second = next(self._events)
        if not isinstance(second, StreamEndEvent):
            self._note(second, (), "starts a second document; a configuration is one: move it above `...`")
        ended = isinstance(end, DocumentEndEvent) and bool(end.explicit)
        return Document(self.file, root, position, ended, tuple(self.problems))

    def _note(self, event: Event, location: Location, message: str) -> None:
        self.problems.append(Problem(self.file, *_start(event), spelled(location), message))

    def _value(self, event: Event, location: Location) -> Value:
        if isinstance(event, AliasEvent):
            self._note(event, location, "is an alias (`*`); write the value out")
            return None
        if isinstance(event, ScalarEvent | CollectionStartEvent):
            self._note_marks(event, location)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, location)
        if len(location) >= MAX_DEPTH:
            raise _fatal(self.file, _start(event), f"is nested deeper than {MAX_DEPTH} levels")
        return self._table(location) if isinstance(event, MappingStartEvent) else self._row(location)

    def _note_marks(self, event: ScalarEvent | CollectionStartEvent, location: Location) -> None:
        if event.anchor is not None:
            self._note(event, location, "has an anchor (`&`); write the value out where it is needed")
        if event.tag is not None:
            self._note(event, location, "has a tag (`!`); write the value without it")

    def _scalar(self, event: ScalarEvent, location: Location) -> str | None:
        text: str = event.value
        if event.implicit[0] and text in _NULLS:
            return None
        if not text.isprintable() and (odd := _CONTROL.search(text)):
            self._note(event, location, f"holds the control character U+{ord(odd[0]):04X}; delete it")
        return text

    def _table(self, location: Location) -> Table:
        table = Table()
        while not isinstance(event := next(self._events), MappingEndEvent):
            key, key_at = self._key(event, location), _start(event)
            event = next(self._events)
            value = self._value(event, (*location, key))
            if key in table:
                first = table.keys_at[key][0]
                message = f"is a repeated key; it stands on line {first} already"
                self.problems.append(Problem(self.file, *key_at, spelled((*location, key)), message))
            else:
                table[key], table.keys_at[key], table.values_at[key] = value, key_at, _start(event)
        return table

    def _key(self, event: Event, location: Location) -> str:
        key = self._value(event, (*location, "?"))
        if not isinstance(key, str):
            self._note(event, location, "has a key that is no text")
            return "?"
        if key == "<<":
            self._note(event, (*location, key), "is a merge key (`<<`); write the values out")
        return key

    def _row(self, location: Location) -> Row:
        row = Row()
        while not isinstance(event := next(self._events), SequenceEndEvent):
            row.append(self._value(event, (*location, len(row))))
            row.values_at.append(_start(event))
        return row


def _start(event: Event) -> Position:
    return _position(event.start_mark)


def _position(mark: Any) -> Position:
    """Of a mark of PyYAML, which counts from 0, and which its types say may be missing."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)

"""A tab-separated file with a header row → rows, or every mistake with its line and remedy."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.dates import parse_date
from aggregator.errors import AggregatorError, Problem

_NEEDED = ("id", "title")
_SECONDS = re.compile(r"\d{1,10}(\.\d+)?")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class UnreadableFile(AggregatorError):
    """A file that is no stream of entries; `problems` lists every mistake, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the stream; what the file leaves out is "", and None for when it was published."""

    id: str
    title: str
    summary: str = ""
    source: str = ""
    url: str = ""
    category: str = ""
    language: str = ""
    at: datetime | None = None


def read_rows(body: bytes, file: str) -> tuple[Row, ...]:
    """The rows in their order; `file` names the file in messages. Raises UnreadableFile.

    Columns: `id`, `title`; and, which may be missing, empty or `-`: `summary`, `source`, `url`, `category`, `lang`,
    `ts` (UNIX seconds) or `published` (ISO 8601; UTC where it names no zone). Other columns are not read.
    """
    reader = _Reader(file)
    rows = tuple(reader.rows(body))
    if reader.problems:
        raise UnreadableFile(tuple(reader.problems))
    return rows


def with_times(rows: Iterable[Row], now: datetime) -> tuple[tuple[Row, datetime], ...]:
    """Each with a time: its own, else that of the row before it, else the first in the file, else `now`."""
    rows = tuple(rows)
    at = next((row.at for row in rows if row.at), now)
    timed = []
    for row in rows:
        at = row.at or at
        timed.append((row, at))
    return tuple(timed)


class _Reader:
    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._lines_of: dict[str, int] = {}

    def rows(self, body: bytes) -> Iterator[Row]:
        lines = [line.removesuffix("\r") for line in self._text(body).split("\n")]
        header = [name.strip().lower() for name in lines[0].split("\t")]
        if missing := [name for name in _NEEDED if name not in header]:
            what = f"the header row has no column {' and no column '.join(missing)}"
            self._wrong(1, "", f"{what}; name the columns in the first line, tabs between them")
            return
        if twice := sorted({name for name in header if name and header.count(name) > 1}):
            self._wrong(1, twice[0], "stands twice in the header row; leave one of the two out")
            return
        for number, line in enumerate(lines[1:], 2):
            if line.strip():
                yield from self._row(number, header, line.split("\t"))
        if not self._lines_of and not self.problems:
            self._wrong(1, "", "no entry below the header row; write one line for each")

    def _text(self, body: bytes) -> str:
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            self._wrong(line, "", "is not UTF-8; save the file in that encoding")
            return body.decode("utf-8-sig", errors="replace")

    def _row(self, number: int, header: list[str], cells: list[str]) -> Iterator[Row]:
        if len(cells) > len(header):
            what = f"{len(cells)} cells below {len(header)} columns"
            self._wrong(number, "", f"{what}; replace the tabs inside of cells by spaces")
            return
        values = {name: _value(cell) for name, cell in zip(header, cells, strict=False)}
        name = values.get("id", "")
        if not name:
            self._wrong(number, "id", "is empty; give every entry an id of its own")
        elif name in self._lines_of:
            self._wrong(number, "id", f"{name} stands in line {self._lines_of[name]} too; ids are told once")
        else:
            self._lines_of[name] = number
            yield Row(
                id=name,
                title=values.get("title", ""),
                summary=values.get("summary", ""),
                source=values.get("source", ""),
                url=values.get("url", ""),
                category=values.get("category", ""),
                language=values.get("lang", ""),
                at=self._time(number, values),
            )

    def _time(self, number: int, values: dict[str, str]) -> datetime | None:
        if seconds := values.get("ts"):
            if _SECONDS.fullmatch(seconds):
                return datetime.fromtimestamp(float(seconds), UTC)
            self._wrong(number, "ts", f"{seconds} is no time; write UNIX seconds such as 1724830200")
        elif published := values.get("published"):
            at = parse_date(published, UTC) if _ISO_DATE.match(published) else None
            if at is None:
                self._wrong(number, "published", f"{published} is no date; write 2024-08-28T14:30:00+07:00")
            return at
        return None

    def _wrong(self, line: int, column: str, message: str) -> None:
        self.problems.append(Problem(self._file, line, 1, column, message))


def _value(cell: str) -> str:
    """A cell's text, "" where it says that there is none."""
    text = cell.strip()
    return "" if text == "-" else text

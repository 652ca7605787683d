"""The labelled sets: the stream as any file is read, the labels beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.quality import Row, read_rows

DATA = Path(__file__).parent / "data"
COPIES, STORIES = DATA / "copies.tsv", DATA / "stories.tsv"
COPIES_HELD = DATA / "copies-held.tsv"
STORIES_ELSEWHERE = tuple(DATA / f"stories-{tongue}.tsv" for tongue in ("en", "es", "mega"))
STORIES_WEEKS = DATA / "stories-weeks.tsv"
TOPICS = Path(__file__).parents[1] / "data" / "topics" / "headlines.tsv"


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Rows in their order, and by id what another column of the file says of them."""

    rows: tuple[Row, ...]
    columns: dict[str, dict[str, str]]


def read_set(path: Path) -> LabelledSet:
    """A set with all its columns; `-` is ""."""
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    cells = [dict(zip(header, line, strict=True)) for line in lines]
    columns = {name: {row["id"]: "" if row[name] == "-" else row[name] for row in cells} for name in header}
    return LabelledSet(read_rows(path.read_bytes(), str(path)), columns)


def part_of(data: LabelledSet, part: str) -> LabelledSet:
    """Those rows that say so in their column `part`, a stream as well."""
    kept = data.columns["part"]
    columns = {
        name: {key: cell for key, cell in cells.items() if kept[key] == part}
        for name, cells in data.columns.items()
    }
    return LabelledSet(tuple(row for row in data.rows if kept[row.id] == part), columns)


def write_set(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Empty cells as `-`, white space within cells as single spaces."""
    clean = ("\t".join(" ".join(cell.split()) or "-" for cell in line) for line in (header, *lines))
    path.write_text("\n".join(clean) + "\n", encoding="utf-8")

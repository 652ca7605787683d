"""`python -m aggregator.quality stories|copies|topics FILE.tsv`: one line per id, `id<TAB>answer`.

The last line on standard error is the CPU time per 1,000 entries, reading the file and the configuration left out.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from aggregator.config import load
from aggregator.errors import AggregatorError, Problem
from aggregator.quality.answers import Answers, copies_of, stories_of, topics_of
from aggregator.quality.rows import Row, UnreadableFile, read_rows

Mode = Callable[[tuple[Row, ...], datetime], Answers]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 after saying on standard error what is wrong with the file or the configuration."""
    options = _options().parse_args(arguments)
    try:
        rows = read_rows(_read(options.file), str(options.file))
        mode = _mode(options.mode, options.config)
    except AggregatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    began = time.process_time()
    answers = mode(rows, datetime.now(UTC))
    spent = time.process_time() - began
    sys.stdout.writelines(f"{name}\t{answer}\n" for name, answer in answers.items())
    sys.stdout.flush()
    sys.stderr.write(f"{spent * 1e6 / len(rows):.1f} ms CPU per 1,000 entries\n")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m aggregator.quality", description=__doc__)
    parser.add_argument("mode", choices=("stories", "copies", "topics"))
    parser.add_argument("file", type=Path, metavar="FILE.tsv", help="a header row, then one line per entry")
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(os.environ.get("AGGREGATOR_CONFIG", "config/feeds.yaml")),
        help="whose topics (default: %(default)s, or $AGGREGATOR_CONFIG)",
    )
    return parser


def _mode(name: str, config: Path) -> Mode:
    match name:
        case "stories":
            return stories_of
        case "copies":
            return copies_of
    return partial(topics_of, topics=load(config).topics)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        problem = Problem(str(file), 1, 1, "", f"{error.strerror}; name a file that can be read")
        raise UnreadableFile((problem,)) from error


if __name__ == "__main__":
    sys.exit(main())

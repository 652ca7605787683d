"""Settings → YAML, and a source added to a file that people keep: all else in it stays as it is, byte for byte."""

import json
import os
import re
import shutil
from collections.abc import Collection
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

from aggregator.config import files
from aggregator.config.reading import parse
from aggregator.config.settings import Site
from aggregator.errors import ConfigError, Problem
from aggregator.model import Source

_LONGEST_SLUG = 40
_SOURCES = re.compile(r"sources:[ \t]*(?:#.*)?\r?\n?")
_ITEM = re.compile(r"( *)- ")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PLAIN = re.compile(r"(?!null$)[A-Za-z0-9](?:[\w ./()+-]|:(?=[^\s,\]}])|[?=&%~](?=\S))*(?<! )")


def slug_for(title: str, known: Collection[str]) -> str:
    """A slug that is not known yet: the title's letters and digits, numbered when needed."""
    words = re.findall("[a-z0-9]+", title.lower()) or ["source"]
    plain = words[0][:_LONGEST_SLUG]
    for word in words[1:]:
        if len(plain) + 1 + len(word) > _LONGEST_SLUG:
            break
        plain += f"-{word}"
    return next(
        slug for number in count(1) if (slug := plain if number == 1 else f"{plain}-{number}") not in known
    )


def source_yaml(source: Source, site: Site, indent: str = "  ") -> str:
    """The source as an item of `sources:`; what the site's settings or the document's bytes say is left out."""
    fields = {"slug": source.slug, "title": source.title, "url": source.url}
    if source.kind:
        fields["kind"] = source.kind.value
    if source.language.partition("-")[0] != site.language.partition("-")[0]:
        fields["language"] = source.language
    if source.timezone != site.timezone:
        fields["timezone"] = source.timezone
    first, *others = (f"{name}: {_scalar(text)}" for name, text in fields.items())
    return "".join((f"{indent}- {first}\n", *(f"{indent}  {line}\n" for line in others)))


def _scalar(text: str) -> str:
    """As a person would write it: in quotes only where YAML needs them. JSON's strings are YAML's."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def add_source(path: Path, source: Source) -> None:
    """Writes the source behind the others in the file, whole or not at all.

    Raises ConfigError when the file is wrong, changes meanwhile, or does not list its sources line by line.
    """
    body = files.read(path)
    before = parse(body, str(path))
    text = _inserted(body.decode(), source, before.site)
    if text is None:
        raise _refusal(path, "are not a list with a line for each `- `; paste the source yourself")
    after = parse(text.encode(), str(path))
    if replace(after, sources=after.sources[:-1]) != before or after.sources[-1].slug != source.slug:
        raise _refusal(path, "have no end that is sure; paste the source yourself")
    _replace(path.resolve(), body, text.encode())


def _replace(path: Path, old: bytes, new: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        beside.write(new)
        beside.flush()
        os.fsync(beside.fileno())
    try:
        shutil.copymode(path, beside.name)
        if files.read(path) != old:
            raise _refusal(path, "were changed meanwhile; nothing was written")
        Path(beside.name).replace(path)
    finally:
        Path(beside.name).unlink(missing_ok=True)


def _inserted(text: str, source: Source, site: Site) -> str | None:
    """The text with the source at the end of `sources:`; None where that is no list of lines."""
    lines = _LINE.findall(text)
    start = next((number for number, line in enumerate(lines) if _SOURCES.fullmatch(line)), None)
    if start is None:
        return None
    end = _end(lines, start)
    items = [found for line in lines[start + 1 : end] if (found := _ITEM.match(line))]
    if not items:
        return None
    newline = "\r\n" if lines[start].endswith("\r\n") else "\n"
    item = source_yaml(source, site, items[0][1]).replace("\n", newline)
    if not lines[end - 1].endswith("\n"):
        item = newline + item
    return "".join((*lines[:end], item, *lines[end:]))


def _end(lines: list[str], start: int) -> int:
    """Behind the last line about sources: comments above the next key are the key's, those above `...` are not."""
    end = next((n for n in range(start + 1, len(lines)) if lines[n][0] not in " \t#\r\n-"), len(lines))
    key_follows = end < len(lines) and not lines[end].startswith("...")
    while not lines[end - 1].strip() or (key_follows and lines[end - 1].startswith("#")):
        end -= 1
    return end


def _refusal(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(str(path), 1, 1, "sources", message),))

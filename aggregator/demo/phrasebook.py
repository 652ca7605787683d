"""The vocabulary (`words.toml`) and what there is to tell (`beats/*.toml`), as values."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A kabupaten or kota of Sumatera Selatan."""

    name: str
    kind: str
    capital: str
    districts: tuple[str, ...]

    @property
    def facts(self) -> dict[str, str]:
        """What slots say about the place; a kota has a wali kota, a kabupaten a bupati."""
        city = self.kind == "kota"
        polres = "Polrestabes" if self.name == "Palembang" else "Polres"
        return {
            "tempat": self.name,
            "ibukota": self.capital,
            "daerah": f"{'Kota' if city else 'Kabupaten'} {self.name}",
            "pemda": f"{'Pemkot' if city else 'Pemkab'} {self.name}",
            "kepala": "Wali Kota" if city else "Bupati",
            "calon": "Calon wali kota" if city else "Calon bupati",
            "calon_pendek": "Cawako" if city else "Cabup",
            "pemilihan": "Pilwako" if city else "Pilbup",
            "polres": f"{polres} {self.name}",
        }


@dataclass(frozen=True, slots=True)
class Beat:
    """One kind of news. `body` holds paragraphs in order, each in alternatives that say the same.

    `numbers` are (lowest, highest[, step]); whole numbers are written with dots, others with one decimal.
    """

    name: str
    theme: str
    category: str
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    numbers: dict[str, tuple[float, ...]]
    weight: int = 1
    reprinted: bool = True


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All of it: `pools` are words a slot draws from, `backgrounds` paragraphs for any story of a theme."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    offices: frozenset[str]
    province_offices: frozenset[str]
    synonyms: tuple[tuple[str, str], ...]
    credits: tuple[str, ...]
    title_tails: tuple[str, ...]
    picture_captions: tuple[str, ...]
    picture_credits: tuple[str, ...]
    pools: dict[str, tuple[str, ...]]
    backgrounds: dict[str, tuple[str, ...]]
    places: tuple[Place, ...]
    beats: tuple[Beat, ...]


def read_table(name: str) -> dict[str, Any]:
    """A TOML file that lies beside this module."""
    return tomllib.loads(files("aggregator.demo").joinpath(name).read_text(encoding="utf-8"))


@cache
def phrasebook() -> Phrasebook:
    """The one phrasebook; what the files leave out raises at once."""
    words = read_table("words.toml")
    beats = [
        beat for part in ("pilkada", "daerah", "lain") for beat in read_table(f"beats/{part}.toml")["beats"]
    ]
    lists = ("first_names", "last_names", "credits", "title_tails", "picture_captions", "picture_credits")
    return Phrasebook(
        **{name: tuple(words[name]) for name in lists},
        offices=frozenset(words["offices"]),
        province_offices=frozenset(words["province_offices"]),
        synonyms=tuple((old, new) for old, new in words["synonyms"]),
        pools={name: tuple(entries) for name, entries in words["pools"].items()},
        backgrounds={name: tuple(entries) for name, entries in words["backgrounds"].items()},
        places=tuple(Place(**{**place, "districts": tuple(place["districts"])}) for place in words["places"]),
        beats=tuple(_beat(beat) for beat in beats),
    )


def _beat(table: dict[str, Any]) -> Beat:
    texts = {name: tuple(table[name]) for name in ("tags", "titles", "leads")}
    numbers = {name: tuple(bounds) for name, bounds in table["numbers"].items()}
    return Beat(**{**table, **texts, "body": tuple(map(tuple, table["body"])), "numbers": numbers})

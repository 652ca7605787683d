"""The rules of `rules.toml`, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Network:
    """How the papers of one publisher name an article: where `path` matches, `identity` stands for it."""

    path: re.Pattern[str] | None
    identity: str
    host: str
    complete: bool
    drop: frozenset[str]


@dataclass(frozen=True, slots=True)
class Redirector:
    """A link that carries the one it leads to, in a query parameter or in a group of its path."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What two URLs of one article may differ in; `rules.toml` says why."""

    tracking: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    weak: frozenset[str]
    paging: frozenset[str]
    listings: frozenset[str]
    host_prefixes: frozenset[str]
    shared: frozenset[str]
    """Suffixes and platforms: what is left of a host without its first label must not be one of them."""
    aliases: dict[str, str]
    networks: dict[str, tuple[Network, ...]]
    redirectors: tuple[Redirector, ...]
    redirecting: re.Pattern[str]
    """The hosts of all redirectors."""
    feedsportal: re.Pattern[str]
    feedsportal_codes: dict[str, str]
    suffixes: frozenset[str]


@cache
def rules() -> Rules:
    """The rules as shipped."""
    table = tomllib.loads((files(__package__) / "rules.toml").read_text(encoding="utf-8"))
    parameters, hosts = table["parameters"], table["hosts"]
    suffixes = frozenset(f"{name}.{top}" for top, names in table["suffixes"].items() for name in names)
    redirectors = tuple(_redirector(row) for row in table["redirector"])
    return Rules(
        tracking=frozenset(parameters["names"]),
        tracking_prefixes=tuple(parameters["prefixes"]),
        weak=frozenset(parameters["weak"]),
        paging=frozenset(parameters["paging"]),
        listings=frozenset(table["paths"]["listings"]),
        host_prefixes=frozenset(hosts["prefixes"]),
        shared=suffixes | frozenset(hosts["platforms"]),
        aliases=hosts["alias"],
        networks=_networks(table["network"]),
        redirectors=redirectors,
        redirecting=re.compile("|".join(f"(?:{redirector.host.pattern})" for redirector in redirectors)),
        feedsportal=re.compile(table["feedsportal"]["path"]),
        feedsportal_codes=table["feedsportal"]["codes"],
        suffixes=suffixes,
    )


def _networks(rows: list[dict[str, Any]]) -> dict[str, tuple[Network, ...]]:
    found: dict[str, tuple[Network, ...]] = {}
    for row in rows:
        network = Network(
            path=re.compile(row["path"]) if "path" in row else None,
            identity=row.get("identity", ""),
            host=row.get("host", ""),
            complete=row.get("complete", False),
            drop=frozenset(row.get("drop", ())),
        )
        for domain in row["domains"]:
            found[domain] = (*found.get(domain, ()), network)
    return found


def _redirector(row: dict[str, Any]) -> Redirector:
    return Redirector(re.compile(row["host"]), re.compile(row["path"]), tuple(row.get("parameters", ())))

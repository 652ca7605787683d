"""The identity of a URL: one form for all the addresses of one article."""

import re
from urllib.parse import unquote

from aggregator.urls.parts import Parts, clean_url, encoded, registrable_domain, split_url
from aggregator.urls.rules import Network, Redirector, rules

_LONGEST = 4096
_ROUNDS = 50
"""Redirectors inside redirectors, prefixes before prefixes: each round takes one away."""
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{5}")
_DAY = re.compile(r"/[0-9]{4}/[0-9]{2}/")
_SCRIPT = re.compile(r".*\.(?:php|aspx?|jsp|cgi|do)")
_PAGE = re.compile(r"[0-9]{1,3}")
_AMP = (re.compile(r"/amp(?:\.html)?$"), re.compile(r"^/amp(?=/)"), re.compile(r"\.amp(?=\.html?$|$)"))
_AMPERSAND = re.compile(r"&(?:amp|#0{0,2}38);")
_CODE = re.compile(r"0([A-Z]?)")


def canonical_url(url: str) -> str:
    """The form under which an address is the same article; for comparing, never for showing.

    Folded: scheme, `www.`, `m.`, `amp.`, AMP paths, page numbers, tracking parameters and their order,
    fragments, redirectors that carry their target, and what `rules.toml` knows of a publisher. A parameter
    that may select the article stays. Idempotent; what is no http(s) URL comes back as it is.
    """
    parts = split_url(_cleaned(url)) if len(url) <= _LONGEST else None
    if parts is None:
        return url
    parts = _normal(parts)
    for _ in range(_ROUNDS):
        folded = _folded(parts)
        if folded == parts:
            break
        parts = folded
    return parts.text()


def _cleaned(url: str) -> str:
    """Browsers read a backslash as a slash; feeds escape the ampersand once too often."""
    return _AMPERSAND.sub("&", clean_url(url).replace("\\", "/"))


def _folded(parts: Parts) -> Parts:
    if target := _target(parts):
        return target
    host = _host(parts.host)
    own = rules().networks.get(registrable_domain(host), ())
    if named := _identified((*own, *rules().networks["*"]), parts, host):
        return named
    path = _without_amp(parts.path)
    return parts._replace(host=host, path=path.rstrip("/") or "/", query=_query(parts.query, path, own))


def _normal(parts: Parts) -> Parts:
    """RFC 3986 §6.2.2, and what never tells two articles apart: scheme, user, most fragments."""
    fragment = parts.fragment if len(parts.fragment) > 1 and parts.fragment[0] in "!/" else ""
    return Parts(
        scheme="https",
        user="",
        host=parts.host,
        port="" if parts.port in {"80", "443"} else parts.port,
        path=_segments(_SESSION.sub("", _escapes(parts.path))),
        query=_escapes(parts.query),
        fragment=_escapes(fragment),
    )


def _escapes(text: str) -> str:
    """Escapes where they are needed and only there, in capitals (RFC 3986 §6.2.2.1–2)."""
    return _ESCAPE.sub(_escape, encoded(text)) if text else ""


def _escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _segments(path: str) -> str:
    """Without empty and dot segments (RFC 3986 §5.2.4)."""
    if "//" not in path and "/." not in path:
        return path or "/"
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept[-1:] = []
        elif segment not in {"", "."}:
            kept.append(segment)
    return "/" + "/".join(kept)


def _host(host: str) -> str:
    """Without the labels that say how to show the page, as long as a registrable domain remains."""
    table = rules()
    label, _, rest = host.partition(".")
    while label in table.host_prefixes and "." in rest and rest not in table.shared:
        host = rest
        label, _, rest = host.partition(".")
    return table.aliases.get(host, host)


def _names_article(path: str, hyphens: int = 2) -> bool:
    """The path alone says which article: by a slug, a long number or a day; and it is no list of articles."""
    last = path.rpartition("/")[2]
    slug = last.count("-") >= hyphens or (_DAY.search(path) and last.upper() != last.lower())
    return bool(slug or _NUMBER.search(path)) and not _is_listing(path)


def _is_listing(path: str) -> bool:
    return not rules().listings.isdisjoint(path.lower().split("/"))


def _without_amp(path: str) -> str:
    bare = path.rstrip("/")
    for place in _AMP:
        shorter = place.sub("", bare, count=1)
        if shorter != bare and _names_article(shorter, hyphens=1):
            return shorter
    return path


def _identified(networks: tuple[Network, ...], parts: Parts, host: str) -> Parts | None:
    """Under the name that the first fitting network has for the article; None when that changes nothing."""
    for network in networks:
        match = network.path.fullmatch(parts.path.rstrip("/")) if network.path else None
        if match:
            named = parts._replace(
                host=_filled(network.host, match) or host,
                path=_filled(network.identity, match),
                query="" if network.complete else parts.query,
            )
            return named if named != parts else None
    return None


def _filled(template: str, match: re.Match[str]) -> str:
    for number, group in enumerate(match.groups(), 1):
        template = template.replace(f"{{{number}}}", group)
    return template


def _query(query: str, path: str, networks: tuple[Network, ...]) -> str:
    if not query:
        return ""
    weak = rules().weak.union(*(network.drop for network in networks))
    pairs = [pair for pair in query.split("&") if pair and not _is_decoration(pair, path, weak)]
    if all("=" in pair for pair in pairs):
        pairs.sort(key=lambda pair: pair.partition("=")[0])
    return "&".join(pairs)


def _is_decoration(pair: str, path: str, weak: frozenset[str]) -> bool:
    """Whether the parameter says something else than which article."""
    table = rules()
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in table.tracking or name.startswith(table.tracking_prefixes):
        return True
    if name == "amp" and value in {"", "0", "1", "true", "false"}:
        return True
    if name in table.paging:
        return _turns_a_leaf(value, path)
    return name in weak and _names_article(path)


def _turns_a_leaf(value: str, path: str) -> bool:
    if value == "all":
        return path != "/" and not _SCRIPT.fullmatch(path) and not _is_listing(path)
    return bool(_PAGE.fullmatch(value)) and _names_article(path)


def _target(parts: Parts) -> Parts | None:
    """Where a redirector leads, if its URL says so."""
    found = _feedsportal(parts) if parts.host.endswith(".feedsportal.com") else _carried(parts)
    target = split_url(clean_url(found)) if found else None
    return _normal(target) if target else None


def _carried(parts: Parts) -> str | None:
    if not rules().redirecting.fullmatch(parts.host):
        return None
    for redirector in rules().redirectors:
        if redirector.host.fullmatch(parts.host) and (match := redirector.path.fullmatch(parts.path)):
            return _parameter(parts.query, redirector) if redirector.parameters else _behind(match, parts)
    return None


def _parameter(query: str, redirector: Redirector) -> str | None:
    values = dict(reversed([pair.partition("=")[::2] for pair in query.split("&")]))
    for name in redirector.parameters:
        if (value := unquote(values.get(name, ""))).startswith(("http://", "https://")):
            return value
    return None


def _behind(match: re.Match[str], parts: Parts) -> str:
    return f"https://{match['target']}" + (f"?{parts.query}" if parts.query else "")


def _feedsportal(parts: Parts) -> str | None:
    """The article's address, written with codes for its punctuation; None when a code is not known."""
    match = rules().feedsportal.fullmatch(parts.path)
    if not match:
        return None
    codes = rules().feedsportal_codes
    names = [f"0{code}" for code in _CODE.findall(match[1])]
    return _CODE.sub(lambda found: codes[found[0]], match[1]) if codes.keys() >= set(names) else None

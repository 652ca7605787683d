"""What one value may be: text, as written, → checked text, number, duration, size or date."""

import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from aggregator.config.mistakes import meant, shown

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_DURATION = re.compile(r"([1-9][0-9]{0,6}) ?([smhd])")
_SIZE = re.compile(r"([1-9][0-9]{0,6}) ?([KMG])iB")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
_EMAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+\.[^@\s:/]+")
_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_ORIGIN_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_USUAL_PORTS = {("http", 80), ("https", 443)}
_BRACKETED = re.compile(r"\[(?P<address>[^\]]*)\](?::(?P<port>.*))?")
_PORTED = re.compile(r"(?P<address>[^:\[\]]*):(?P<port>[^:]*)")

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {"K": 1024, "M": 1024**2, "G": 1024**3}
_ABBREVIATIONS = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
_WIDEST = {4: 8, 6: 7}
"""Prefix lengths of the largest networks that are not public: 10.0.0.0/8 and fc00::/7."""


def mistake(message: str) -> PydanticCustomError:
    """An error that carries our own words through pydantic."""
    return PydanticCustomError("mistake", "{message}", {"message": message})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _slug(text: str) -> str:
    if _SLUG.fullmatch(text):
        return text
    better = "-".join(re.findall("[a-z0-9]+", text.lower()))
    hint = f"; did you mean `{better}`?" if better and "://" not in text else ""
    raise mistake(f"{shown(text)} is no slug: lower-case letters, digits and single hyphens{hint}")


def _language(text: str) -> str:
    if _LANGUAGE.fullmatch(text):
        return text
    raise mistake(f"{shown(text)} is no language tag (BCP 47) such as `id`, `en` or `min`")


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        known = {name.lower(): name for name in available_timezones()}
        near = _ABBREVIATIONS.get(text.lower()) or known.get(text.lower())
        hint = f"; did you mean `{near}`?" if near else meant(text.title(), known.values())
        raise mistake(f"{shown(text)} is no time zone of the IANA database{hint}") from None
    return text


def _split(text: str) -> SplitResult:
    scheme, colon, _ = text.partition("://")
    if scheme.lower() not in ("http", "https") or not colon:
        hint = meant(scheme, ("http", "https")) if colon else ""
        raise mistake(f"must start with `http://` or `https://`{hint}")
    if any(letter.isspace() or letter == "\\" for letter in text):
        raise mistake("must not hold white space or a backslash")
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise mistake("has no valid host and port after `://`")
    return parts


def _url(text: str) -> str:
    _split(text)
    return text


def _public_url(text: str) -> str:
    parts = _split(text)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise mistake("is printed everywhere: it must not hold a user, a password, `?` or `#`")
    return text.rstrip("/")


def _hub(text: str) -> str:
    if text in ("own", "off"):
        return text
    if "://" not in text:
        raise mistake(f"{shown(text)} must be `own`, `off` or the URL of a hub{meant(text, ('own', 'off'))}")
    return _public_url(text)


def is_host(text: str) -> bool:
    """Whether the text has the form of a host's name, or of an IPv4 address, in small letters."""
    return text == text.lower() and _HOST.fullmatch(text) is not None


def _host(text: str) -> str:
    if is_host(text):
        return text
    found = _HOST.search(text.lower().rpartition("@")[2])
    hint = f"; did you mean `{found[0]}`?" if found else ""
    raise mistake(f"{shown(text)} is no host such as `bacakoran.co`{hint}")


def _origin(text: str) -> str:
    parts = _split(text.replace("://*.", "://", 1))
    host = parts.hostname or ""
    scheme = parts.scheme
    port = f":{parts.port}" if parts.port and (scheme, parts.port) not in _USUAL_PORTS else ""
    fit = f"{scheme}://{'*.' if '://*.' in text else ''}{host}{port}"
    if not _ORIGIN_HOST.fullmatch(host):
        raise mistake(
            f"{shown(text)} has no host that a policy can name; write international names in `xn--` form"
        )
    if text != fit:
        raise mistake(f"{shown(text)} is no origin: scheme, host and port alone; did you mean `{fit}`?")
    return text


def _contact(text: str) -> str:
    if _EMAIL.fullmatch(text):
        return text
    if "://" not in text:
        raise mistake("must be an e-mail address or a URL")
    return _public_url(text)


def whole(value: object) -> object:
    """`12` → 12; what is no text is left for pydantic to refuse."""
    if not isinstance(value, str):
        return value
    if not _WHOLE.fullmatch(value):
        raise mistake(f"must be a whole number, not {shown(value)}")
    return int(value)


def duration(value: object) -> object:
    """`90s`, `15m`, `4h` or `1d` → timedelta; what is no text is left for pydantic to refuse."""
    return _span(value, "`90s`, `15m`, `4h` or `1d`", longest=30)


def age(value: object) -> object:
    """`90d` → timedelta, `forever` → the longest there is."""
    return timedelta.max if value == "forever" else _span(value, "`90d`, or `forever`", longest=36500)


def _span(value: object, examples: str, longest: int) -> object:
    if not isinstance(value, str):
        return value
    if not (match := _DURATION.fullmatch(value)):
        raise mistake(f"must be a duration such as {examples}, not {shown(value)}")
    span = timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
    if span > timedelta(days=longest):
        raise mistake(f"must be {longest} days at most")
    return span


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (match := _SIZE.fullmatch(value)):
        raise mistake(f"must be a size such as `512 KiB` or `10 MiB`, not {shown(value)}")
    size = int(match[1]) * _BYTES[match[2]]
    if size > 4 * _BYTES["G"]:
        raise mistake("must be 4 GiB at most")
    return size


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (_DATE.fullmatch(value) or _DATETIME.fullmatch(value)):
        raise mistake(f"must be a date such as `2024-01-31` or `2024-01-31 06:00`, not {shown(value)}")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise mistake(f"{shown(value)} is not in the calendar") from None


def instant(moment: datetime, timezone: str) -> datetime:
    """The moment in UTC; one that was written without an offset is local time of `timezone`."""
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
    return local.astimezone(UTC)


def _allowance(text: str) -> str:
    parts = _BRACKETED.fullmatch(text) or _PORTED.fullmatch(text)
    address, port = (parts["address"], parts["port"]) if parts else (text, None)
    if port is not None and not (_WHOLE.fullmatch(port) and 1 <= int(port) <= 65535):
        raise mistake("has no valid port after the last `:`")
    try:
        network = ip_network(address, strict=False)
    except ValueError:
        raise mistake(f"{shown(text)} is no `address[:port]` or `network/prefix[:port]`") from None
    if network.prefixlen < _WIDEST[network.version]:
        raise mistake(f"{shown(text)} is too wide: it would switch the address guard off")
    if "/" in address and str(network.network_address) != address.partition("/")[0]:
        raise mistake(f"{shown(text)} has host bits set; did you mean `{network}`?")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Line = Annotated[Text, StringConstraints(max_length=300), AfterValidator(_one_line)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_slug)]
Language = Annotated[str, AfterValidator(_language)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Url = Annotated[Text, AfterValidator(_url)]
PublicUrl = Annotated[Text, AfterValidator(_public_url)]
Origin = Annotated[Text, AfterValidator(_origin)]
Contact = Annotated[Text, AfterValidator(_contact)]
Hub = Annotated[Text, AfterValidator(_hub)]
Host = Annotated[Text, AfterValidator(_host)]
Allowance = Annotated[Text, AfterValidator(_allowance)]


def _switch(value: object) -> object:
    """`true` or `false`; YAML 1.1's yes, no, on and off are text here, and refused."""
    if not isinstance(value, str):
        return value
    if value not in ("true", "false"):
        raise mistake(f"must be `true` or `false`, not {shown(value)}")
    return value == "true"


Switch = Annotated[bool, BeforeValidator(_switch, json_schema_input_type=bool)]
Duration = Annotated[
    timedelta,
    BeforeValidator(duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]
Age = Annotated[
    timedelta,
    BeforeValidator(age),
    WithJsonSchema({"type": "string", "pattern": f"^({_DURATION.pattern}|forever)$"}),
]
Size = Annotated[
    int,
    BeforeValidator(_size),
    WithJsonSchema({"type": "string", "pattern": f"^{_SIZE.pattern}$"}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "pattern": f"^({_DATE.pattern}|{_DATETIME.pattern})$"}),
]

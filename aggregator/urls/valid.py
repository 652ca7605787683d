"""What may stand in a link and in an id: the RFCs to the letter, since validators read them so."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote

# RFC 3986 §3.3-3.5. Possessive, because nested repeats that backtrack cost hours on a hostile URL.
_RUN = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})"
_TAIL = rf"(?::[0-9]{{1,5}})?(?:[/?]{_RUN}*+)?(?:#{_RUN}*+)?"
_NAMED = re.compile(rf"https?://[A-Za-z0-9\-._~]++{_TAIL}", re.IGNORECASE)
_NUMBERED = re.compile(rf"https?://\[[0-9A-Fa-f:.]++\]{_TAIL}", re.IGNORECASE)
_STRICT = {
    "http": _NAMED,
    "https": _NAMED,
    # RFC 8141 §2
    "urn": re.compile(rf"urn:[a-z0-9][a-z0-9-]{{1,30}}:{_RUN}++", re.IGNORECASE),
    # RFC 4151 §2.1
    "tag": re.compile(
        rf"tag:(?:[a-z0-9\-._]+@)?[a-z0-9.\-]+,[0-9]{{4}}(?:-[0-9]{{2}}){{0,2}}:{_RUN}*+(?:#{_RUN}*+)?"
    ),
}
_OTHER = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_RUN}++(?:#{_RUN}*+)?")
_PARTS = re.compile(r"(https?)://(?:[^/?#]*@)?([^/?#]*)([^#]*)(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "-._~!$&'()*+,;=:@/?%"


def is_uri(text: str) -> bool:
    """Whether this is an absolute URI that validators accept (RFC 3986; urn: RFC 8141; tag: RFC 4151)."""
    scheme = text.partition(":")[0].lower()
    return _STRICT.get(scheme, _OTHER).fullmatch(text) is not None


def web_url(url: str) -> str:
    """This http(s) URL in legal ASCII and without a password (RFC 3986); "" when it cannot be made one.

    What is fit already comes back as it is. Whatever is no web address (javascript:, data:, a relative path)
    has no place in a link that readers follow; a user and password may be an operator's secret.
    """
    return url if _NAMED.fullmatch(url) else _repaired(url)


def _repaired(url: str) -> str:
    parts = _PARTS.fullmatch(re.sub(r"[\t\r\n]", "", url).strip())
    if not parts:
        return ""
    scheme, host, path, fragment = parts.groups()
    try:
        repaired = f"{scheme}://{_ascii_host(host)}{_quoted(path)}"
    except ValueError:
        return ""
    if fragment:
        repaired += "#" + _quoted(fragment)
    fit = _NUMBERED if host.startswith("[") else _NAMED
    return repaired if fit.fullmatch(repaired) else ""


def _ascii_host(host: str) -> str:
    if host.startswith("["):
        IPv6Address(host[1:].partition("]")[0])
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _quoted(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_SAFE, errors="ignore")

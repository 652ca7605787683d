"""Accept header or extension → format."""

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from aggregator.publish import FORMATS, Format
from aggregator.web.negotiation import remembered

_HTML = "text/html"
_BY_EXTENSION = {one.extension: one for one in FORMATS}
_BY_TYPE = {one.link_type: one for one in FORMATS}


def format_of(extension: str) -> Format | None:
    """The format that is published under this extension."""
    return _BY_EXTENSION.get(extension)


def negotiate(accept: MIMEAccept) -> Format | None:
    """The format a client prefers to our page (RFC 9110 §12.5.1); None for the page, which wins every tie."""
    return _BY_TYPE.get(accept.best_match([_HTML, *_BY_TYPE], _HTML))


@remembered
def preferred(accept: str) -> str:
    """The extension of what `negotiate` says to this header, "" for the page."""
    wanted = negotiate(parse_accept_header(accept, MIMEAccept))
    return wanted.extension if wanted else ""


def names_form(path: str) -> bool:
    """Whether an address names a form by its extension, whatever the client accepts."""
    return "." in path[path.rfind("/") :]

"""Accept header or extension → format."""

from werkzeug.datastructures import MIMEAccept

from aggregator.publish import FORMATS, Format

_HTML = "text/html"
_BY_EXTENSION = {one.extension: one for one in FORMATS}
_BY_TYPE = {one.link_type: one for one in FORMATS}


def format_of(extension: str) -> Format | None:
    """The format that is published under this extension."""
    return _BY_EXTENSION.get(extension)


def negotiate(accept: MIMEAccept) -> Format | None:
    """The format a client prefers to our page (RFC 9110 §12.5.1); None for the page, which wins every tie."""
    return _BY_TYPE.get(accept.best_match([_HTML, *_BY_TYPE], _HTML))

"""Topics on other people's pages: a frame, a component, a snippet, oEmbed, and the page that makes their code."""

from aggregator.web.embeds.routes import blueprint

__all__ = ["blueprint"]

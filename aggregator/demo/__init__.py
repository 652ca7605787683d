"""A newsroom of our own on loopback: invented papers in every input form, publishing while you watch.

`serve` runs it, `feeds_yaml` is the configuration that reads it. Rendering is written by hand here, and not by
`aggregator.publish`, on purpose: these are other people's content management systems, with their quirks. Everything
is a function of a seed and of `now`.
"""

from aggregator.demo.configuration import feeds_yaml
from aggregator.demo.newsroom import Newsroom
from aggregator.demo.server import serve

__all__ = ["Newsroom", "feeds_yaml", "serve"]

"""Keeps a folder the same as what is served, so that any web server can serve it: `publish: {folder: …}`."""

from aggregator.mirror.following import Mirror

__all__ = ["Mirror"]

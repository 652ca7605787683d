"""The only way out: one client with caps on time and size, its own redirects, and an address guard."""

from aggregator.http.addresses import AllowList
from aggregator.http.client import Client, Limits, user_agent
from aggregator.http.response import Response

__all__ = ["AllowList", "Client", "Limits", "Response", "user_agent"]

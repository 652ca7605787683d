"""WebSub's rules (W3C Recommendation of 23 January 2018) without side effects: forms, signatures, leases, retries.

The word *topic* of the specification is a feed's address here, `topic_url`.
"""

from aggregator.websub.leases import MOST_PENDING_SECONDS, grant, renewal
from aggregator.websub.limits import Crowd, objection_to
from aggregator.websub.requests import (
    LONGEST_SECRET,
    Intent,
    Objection,
    addressed,
    link_header,
    ping_form,
    read_intent,
    subscription_form,
)
from aggregator.websub.retries import GIVE_UP_AFTER, MOST_TRIES, next_try
from aggregator.websub.signature import is_signed, sign

__all__ = [
    "GIVE_UP_AFTER",
    "LONGEST_SECRET",
    "MOST_PENDING_SECONDS",
    "MOST_TRIES",
    "Crowd",
    "Intent",
    "Objection",
    "addressed",
    "grant",
    "is_signed",
    "link_header",
    "next_try",
    "objection_to",
    "ping_form",
    "read_intent",
    "renewal",
    "sign",
    "subscription_form",
]

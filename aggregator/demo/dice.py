"""Chance that repeats itself: the same key throws the same numbers on every machine."""

import random


def dice(*key: object) -> random.Random:
    """A generator that depends on the key alone."""
    return random.Random("/".join(map(str, key)))  # noqa: S311 - it invents news, not secrets

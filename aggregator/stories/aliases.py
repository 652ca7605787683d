"""Story keys that are none any more, each with the one that took its place, resolved to the end."""

from collections import defaultdict

_MOST = 50_000
"""The newest are kept: a caller that stores them needs each once."""


class Aliases:
    """Chains are kept short: when a key dies, everything that led to it leads on."""

    def __init__(self) -> None:
        self.living: dict[str, str] = {}
        self._dead: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, dead: str, living: str) -> None:
        """`dead` is now called `living`, which may have been an alias itself and lives again."""
        self.revive(living)
        self.revive(dead)
        for key in {dead, *self._dead.pop(dead, ())} - {living}:
            self.living[key] = living
            self._dead[living].add(key)
        while len(self.living) > _MOST:
            self.revive(next(iter(self.living)))

    def revive(self, key: str) -> None:
        """`key` names a story again, or is forgotten."""
        if living := self.living.pop(key, None):
            self._dead[living].discard(key)

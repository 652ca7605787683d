"""How alike an entry and a story must be: more than entries of this stream resemble stories that are not theirs.

On voting day everything resembles everything, in a week of mixed news a shared name says much. An entry has one
story, so what it resembles second most shows how much unrelated entries resemble a story in this stream.
"""

from bisect import bisect_left, insort
from collections import deque

_LAST = 150
"""So many entries are remembered."""
_QUANTILE = 0.85
_ABOVE, _TIMES = 0.055, 1.15
_FIRST, _FIRST_COUNTS = 0.18, 15
"""The height before anything is known, and as many entries as it counts."""


class Bar:
    """Follows the second-best likeness of the last entries."""

    def __init__(self) -> None:
        self._last: deque[float] = deque()
        self._sorted: list[float] = []
        self.height = _FIRST
        """Likeness, in 0 … 1, from which an entry belongs to a story."""

    def learn(self, second: float) -> None:
        """Remember how much an entry resembles the second of the stories; 0 if there is none."""
        self._last.append(second)
        insort(self._sorted, second)
        if len(self._last) > _LAST:
            del self._sorted[bisect_left(self._sorted, self._last.popleft())]
        known = len(self._sorted)
        usual = self._sorted[int(_QUANTILE * (known - 1))]
        self.height = (_FIRST * _FIRST_COUNTS + (_ABOVE + _TIMES * usual) * known) / (_FIRST_COUNTS + known)

"""Which regular expressions a rule may hold: those that cannot take long on any headline.

Python's matcher tries every way a pattern can split the text. Inside a repeated group that is exponential;
elsewhere it is the product of what each repeat and each choice can take. Both are judged by form, before any
entry comes.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

MAX_LENGTH = 200
MAX_WAYS = 100_000  # two open repeats: 30 to 90 ms on 300 hostile characters; three: 2 s

MAX_WAYS_OF_LINES = 2_000  # one open repeat and a short one: there may be thousands of lines
MAX_WAYS_OF_ENDINGS = 200  # they may begin anywhere: 1 s on half a megabyte of hostile lines

_OPEN_WIDTH = 300
_TOKEN = re.compile(
    r"""(?P<reference>\\[1-9]|\(\?P=|\(\?\()                          # back to what a group matched
      | (?P<comment>\(\?\#[^)]*\))
      | (?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\])                           # escaped letter, class
      | (?P<open>\((?:\?(?:[:=!>]|<[=!]|P<\w+>|(?P<flags>[aiLmsux-]+)(?=[:)]):?))?)
      | (?P<close>\))
      | (?P<repeat>(?:[*+]|\{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\})[?+]?)
      | (?P<maybe>\?[?+]?)
      | (?P<choice>\|)
      | (?P<plain>[A-Za-z0-9 ])
      | .""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("reference", "comment", "open", "close", "repeat", "maybe", "choice", "plain")
_PROSE = ("Warga antre sejak pagi di kantor itu", "“Sudah 12 kali,” katanya kepada kami, Senin (5/8).")


def line_flaw(pattern: str, *, ending: bool) -> str | None:
    """Why the pattern may not stand for a line that interrupts stories, or for the ending of lines; or None.

    It meets whole articles, not headlines, and stands beside others in one expression.
    """
    if ending and any(map(_is_open, _TOKEN.finditer(pattern))):
        return "holds an open repeat, which can take for ever on a long line; bound it: `{0,80}`"
    if why := flaw(pattern, MAX_WAYS_OF_ENDINGS if ending else MAX_WAYS_OF_LINES):
        return why
    if any(token["flags"] for token in _TOKEN.finditer(pattern)):
        return "holds a flag; case is ignored anyway, and other flags cannot stand beside other patterns"
    try:
        re.compile(f"(?:{pattern})|(?:{pattern})")
    except re.error:
        return "holds a named group, which cannot stand beside other patterns; leave out its name"
    form = re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)
    if all((form.search if ending else form.match)(prose) for prose in _PROSE):
        return "matches any line of a story; say what the interruption has that no other line has"
    return None


def flaw(pattern: str, most_ways: int = MAX_WAYS) -> str | None:
    """Why the pattern may not be used, or None."""
    if len(pattern) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression: {error}"
    if compiled.search(""):
        return "matches the empty text, so it would match everything"
    if any("x" in (token["flags"] or "") for token in _TOKEN.finditer(pattern)):
        return "sets the flag `x`; write the pattern without white space and comments instead"
    return _slow_form(pattern, most_ways)


@dataclass(slots=True)
class _Group:
    """An open group: the alternatives that are over, and what is known of the one that is being read."""

    alternatives: list[tuple[str, int]] = field(default_factory=list)
    """With how each begins, as far as that is plain letters, and in how many ways it can match."""
    varied: bool = False
    """Whether the group can match in several ways, or several lengths."""
    beginning: str = ""
    is_plain: bool = True
    ways: int = 1

    def next(self) -> None:
        """An alternative is over."""
        self.alternatives.append((self.beginning.lower(), self.ways))
        self.beginning, self.is_plain, self.ways = "", True, 1

    def all_ways(self) -> int:
        """Alternatives that begin differently never both match: the most of one, else the sum."""
        self.next()
        beginnings = sorted(beginning for beginning, _ in self.alternatives)
        apart = not any(following.startswith(one) for one, following in pairwise(beginnings))
        ways = [number for _, number in self.alternatives]
        return max(ways) if apart else sum(ways)

    def read(self, token: re.Match[str]) -> None:
        """Keep how the alternative begins."""
        if token["plain"] and self.is_plain:
            self.beginning += token[0]
            return
        if (token["repeat"] or token["maybe"]) and self.is_plain:
            self.beginning = self.beginning[:-1]  # the letter before may be missing
        self.is_plain = False


def _slow_form(pattern: str, most_ways: int) -> str | None:
    groups, closed = [_Group()], False
    for token in _TOKEN.finditer(pattern):
        kind = _kind(token)
        match kind:
            case "comment":
                continue
            case "reference":
                return "refers back to a group; write out what it stands for"
            case "repeat" if closed:
                return (
                    "repeats a group that holds a repeat or a choice, which can take for ever; write it out"
                )
            case "repeat" | "maybe":
                groups[-1].ways *= _width(token)
        closed = _follow(token, groups)
    if groups[0].all_ways() > most_ways:
        return "holds too many repeats or choices, which can take for ever; use fewer, or bound them: `{0,9}`"
    return None


def _kind(token: re.Match[str]) -> str:
    return next((kind for kind in _KINDS if token[kind]), "")


def _follow(token: re.Match[str], groups: list[_Group]) -> bool:
    """Keep what is known of every open group; True when one that can match in several ways just closed."""
    kind, group = _kind(token), groups[-1]
    if kind == "choice":
        group.next()
        group.varied = True
        return False
    if kind == "close":
        groups.pop()
        groups[-1].ways *= group.all_ways()
        groups[-1].varied |= group.varied
        return group.varied
    group.read(token)
    group.varied |= kind in ("repeat", "maybe")
    if kind == "open":
        groups.append(_Group())
    return False


def _is_open(token: re.Match[str]) -> bool:
    if not token["repeat"]:
        return False
    return token["low"] is None or bool(token["comma"] and not token["high"])


def _width(token: re.Match[str]) -> int:
    """How many lengths the repeat can choose from."""
    if token["maybe"]:
        return 2
    if _is_open(token):
        return _OPEN_WIDTH
    low = int(token["low"] or 0)
    return max(int(token["high"] or low) - low + 1, 1)

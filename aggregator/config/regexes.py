"""Which regular expressions a rule may hold: those that cannot take long on any headline.

Python's matcher tries every way a pattern can split the text. Inside a repeated group that is exponential;
elsewhere it is the product of what each repeat can choose. Both are judged by form, before any entry comes.
"""

import re

MAX_LENGTH = 200
MAX_WAYS = 100_000  # two open repeats: 30 to 90 ms on 300 hostile characters; three: 2 s

MAX_WAYS_IN_STORIES = 2_000  # one open repeat and a short one: there may be thousands of lines

_OPEN_WIDTH = 300
_TOKEN = re.compile(
    r"""(?P<reference>\\[1-9]|\(\?P=|\(\?\()                          # back to what a group matched
      | (?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?\#[^)]*\))               # escaped letter, class, comment
      | (?P<open>\((?:\?(?:[:=!>]|<[=!]|P<\w+>|[aiLmsux-]+(?=[:)]):?))?)
      | (?P<close>\))
      | (?P<repeat>(?:[*+]|\{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\})[?+]?)
      | (?P<maybe>\?[?+]?)
      | (?P<choice>\|)
      | .""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("reference", "open", "close", "repeat", "maybe", "choice")


def line_flaw(pattern: str, *, ending: bool) -> str | None:
    """Why the pattern may not stand for a line that interrupts stories, or for the ending of lines; or None.

    It meets whole articles, not headlines, and stands beside others in one expression.
    """
    if why := flaw(pattern, MAX_WAYS_IN_STORIES):
        return why
    if ending and any(_width(token) == _OPEN_WIDTH for token in _TOKEN.finditer(pattern) if token["repeat"]):
        return "holds an open repeat, which can take for ever on a long line; bound it: `{0,80}`"
    try:
        re.compile(f"(?:{pattern})|(?:{pattern})")
    except re.error:
        return "holds a named group or a flag for all of it; neither can stand beside other patterns"
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
    return _slow_form(pattern, most_ways)


def _slow_form(pattern: str, most_ways: int) -> str | None:
    ways, open_groups, closed = 1, [False], False
    for token in _TOKEN.finditer(pattern):
        match _kind(token):
            case "reference":
                return "refers back to a group; write out what it stands for"
            case "repeat" if closed:
                return (
                    "repeats a group that holds a repeat or a choice, which can take for ever; write it out"
                )
            case "repeat" | "maybe":
                ways *= _width(token)
        closed = _follow(_kind(token), open_groups)
    if ways > most_ways:
        return "holds too many repeats, which can take for ever; bound them, such as `{0,3}`, or use fewer"
    return None


def _kind(token: re.Match[str]) -> str:
    return next(
        (kind for kind in ("reference", "open", "close", "repeat", "maybe", "choice") if token[kind]), ""
    )


def _follow(kind: str, open_groups: list[bool]) -> bool:
    """Keep, for every open group, whether it can match in several ways; True when such a one just closed."""
    if kind == "open":
        open_groups.append(False)
    elif kind == "close":
        varied = open_groups.pop()
        open_groups[-1] |= varied
        return varied
    elif kind in ("repeat", "maybe", "choice"):
        open_groups[-1] = True
    return False


def _width(token: re.Match[str]) -> int:
    """How many lengths the repeat can choose from."""
    if token["maybe"]:
        return 2
    if token["low"] is None or (token["comma"] and not token["high"]):
        return _OPEN_WIDTH
    low = int(token["low"] or 0)
    return max(int(token["high"] or low) - low + 1, 1)

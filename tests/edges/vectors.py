"""Ways to smuggle a script into text, made by rule: every one calls `fired()` where it is let in raw."""

from itertools import product

CALL = "fired()"
_EVENTS_OF = {
    '<img src=x {}="{}">': ("onerror",),
    '<svg {}="{}"></svg>': ("onload",),
    '<body {}="{}">': ("onload", "onpageshow"),
    '<input autofocus {}="{}">': ("onfocus",),
    '<details open {}="{}"><summary>x</summary></details>': ("ontoggle",),
    '<video src=x {}="{}"></video>': ("onerror",),
    '<audio src=x {}="{}"></audio>': ("onerror",),
    '<video><source src=x {}="{}"></video>': ("onerror",),
    '<object data=x {}="{}"></object>': ("onerror",),
    '<script src=x {}="{}"></script>': ("onerror",),
    '<iframe srcdoc=x {}="{}"></iframe>': ("onload",),
    '<style {}="{}">x{{}}</style>': ("onload",),
    '<link rel=stylesheet href=data:text/css, {}="{}">': ("onload",),
    '<b {}="{}" style="animation:x 1s">x</b>': ("onanimationstart",),
    '<a href="https://x.example" {}="{}">x</a>': ("onmouseover", "onfocus", "onclick"),
}
_OUT_OF = ("", '">', "'>", "</title>", "</script>", "</textarea>", "</style>", "-->", "]]>", "</bdi></a>")
_SCHEMES = (
    "javascript:{}", "JaVaScRiPt:{}", " javascript:{}", "\tjavascript:{}", "java\tscript:{}", "java\nscript:{}",
    "javascript&colon;{}", "javascript://x%0a{}", "&#106;avascript:{}", "\x01javascript:{}", "vbscript:{}",
    "data:text/html,<script>parent.{}</script>", "javascript:{}//https://palpres.example/",
    "https://palpres.example/\"onmouseover=\"{}", "https://palpres.example/' onfocus='{}", "//x.example/{}",
)  # fmt: skip


def vectors() -> tuple[str, ...]:
    """Tags with handlers, out of every context; scripts; templates; encodings; schemes."""
    handlers = [markup.format(event, CALL) for markup, events in _EVENTS_OF.items() for event in events]
    made = [out + one for one, out in product(handlers, _OUT_OF)]
    made += [f"{out}<script>{CALL}</script>" for out in _OUT_OF]
    made += [f"{out}<ScRiPt >{CALL}</ScRiPt\n>" for out in _OUT_OF]
    made += [f'" {event}="{CALL}" x="' for event in ("onmouseover", "onfocus", "onerror", "onclick")]
    made += [f"' {event}='{CALL}' x='" for event in ("onmouseover", "onfocus", "onerror", "onclick")]
    made += [one.replace("<", "&lt;").replace(">", "&gt;") for one in handlers]
    made += [one.replace("<", "&#x3c;") for one in handlers]
    made += [one.replace("<", "\\u003c").replace('"', '\\"') for one in handlers]
    made += [one.replace("<", "＜") for one in handlers]
    made += [f"{{{{constructor.constructor('{CALL}')()}}}}", f"${{{CALL}}}", f"{{%raw%}}{handlers[0]}"]
    made += [f"<noscript><p title='</noscript>{one}'>" for one in handlers]
    made += [f"<math><mtext><table><mglyph><style><!--</style>{one}" for one in handlers]
    return tuple(dict.fromkeys(made))


def addresses() -> tuple[str, ...]:
    """What a feed may give as a link."""
    return tuple(scheme.format(CALL) for scheme in _SCHEMES)

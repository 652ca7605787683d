"""Every mistake is named with its place and its remedy. In the files below `▸` marks where it stands."""

import pytest

from aggregator.config.document import MAX_BYTES
from aggregator.config.reading import parse
from aggregator.errors import ConfigError, Problem

OK = "sources: []\n"
A = "{slug: a, title: A, url: https://a.example/feed}"


def problems(body: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        parse(body.encode() if isinstance(body, str) else body, "feeds.yaml")
    return caught.value.problems


def topic(match: str, more: str = "") -> str:
    return f"{OK}topics:\n  - slug: t\n    title: T\n    match: {match}\n{more}"


BROKEN = [
    # ── the file itself ──
    ("", "is empty", "▸"),
    ("", "is empty", "▸# a comment alone\n"),
    ("", "must be a mapping", "▸- sources\n"),
    ("", "must be a mapping", "▸sources\n"),
    ("", "is not YAML", "sources:\n  - {slug: a\ntitle▸: b\n"),
    ("", "is not YAML", "sources: []\n▸\tsite: {}\n"),
    ("", "second document", "sources: []\n▸---\nsources: []\n"),
    ("", "control character U+0007", "site:\n  title: a▸\a\n" + OK),
    ("site.title", "control character U+0007", 'site:\n  title: ▸"a\\a"\n' + OK),
    ("", "nested deeper than 30 levels", "sources: " + "[" * 29 + "▸" + "[" * 3000 + "\n"),
    # ── what makes YAML say something else than it shows ──
    ("site.title", "repeated key; it stands on line 2", "site:\n  title: a\n  ▸title: b\n" + OK),
    ("sources", "repeated key; it stands on line 1", "sources: []\n▸sources: []\n"),
    ("sources[0]", "has an anchor", "sources:\n  - ▸&x " + A + "\n"),
    ("sources[1]", "is an alias", "sources:\n  - &x " + A + "\n  - ▸*x\n"),
    ("site.<<", "merge key", "site:\n  ▸<<: {title: a}\n" + OK),
    ("site.title", "has a tag", "site:\n  title: ▸!!str 1\n" + OK),
    ("site.title", "has a tag", "site:\n  title: ▸!!python/name:os.system x\n" + OK),
    ("site", "a key that is no text", "site:\n  ? ▸[a]\n  : b\n" + OK),
    # ── keys ──
    ("source", "unknown key `source`; did you mean `sources`?", "▸source: []\nsources: []\n"),
    ("site.tittle", "unknown key `tittle`; did you mean `title`?", "site:\n  ▸tittle: x\n" + OK),
    ("sources[1].uri", "unknown key `uri`; did you mean `url`?",
     f"sources:\n  - {A}\n  - {{▸uri: x, slug: b}}\n"),
    ("topics[0].match.any[0].wrod", "did you mean `word`?", topic("{any: [{▸wrod: x}]}")),
    ("sources[0].page.links", "did you mean `link`?",
     f"sources: [{{page: {{entry: li, ▸links: a}}, {A[1:]}]\n"),
    ("sources", "is required", "▸site: {title: a}\n"),
    ("sources[0].url", "is required", "sources:\n  - ▸slug: a\n    title: A\n"),
    ("sources[0].page.entry", "is required", f"sources: [{{page: ▸{{link: a}}, kind: page, {A[1:]}]\n"),
    ("topics[0].match", "is required", OK + "topics:\n  - ▸{slug: t, title: T}\n"),
    # ── kinds of values ──
    ("sources", "has no value", "sources:▸\n"),
    ("sources", "must be a list, not a mapping", "sources: ▸{a: b}\n"),
    ("sources", "must be a list, not a text", "sources: ▸none\n"),
    ("sources[0]", "must be a mapping (`key: value`), not a text", "sources:\n  - ▸https://a.example/feed\n"),
    ("site.title", "must be a text, not a list", "site: {title: ▸[a]}\n" + OK),
    ("site.title", "is empty", 'site: {title: ▸""}\n' + OK),
    ("sources[0].title", "has no value", "sources:\n  - slug: a\n    url: https://a.example/\n    title:▸\n"),
    ("site.title", "longer than 300 characters", "site: {title: ▸" + "x" * 301 + "}\n" + OK),
    # ── slugs, languages, zones, addresses ──
    ("topics[0].slug", "did you mean `pilkada-2024`?",
     OK + "topics: [{slug: ▸Pilkada 2024, title: a, match: {word: b}}]\n"),
    ("sources[0].slug", "is no slug", "sources: [{slug: ▸a--b, title: A, url: https://a.example/}]\n"),
    ("sources[1].slug", "is the slug of sources[0] too",
     f"sources:\n- {A}\n- {{slug: ▸a, title: B, url: https://b.example/}}\n"),
    ("sources[1].url", "is the URL of sources[0] too",
     f"sources:\n- {A}\n- {{slug: b, title: B, url: ▸http://A.example/feed}}\n"),
    ("topics[1].slug", "is the slug of topics[0] too",
     topic("{word: x}", "  - {slug: ▸t, title: U, match: {word: y}}\n")),
    ("site.language", "is no language tag", "site: {language: ▸bahasa_indonesia}\n" + OK),
    ("site.timezone", "did you mean `Asia/Jakarta`?", "site: {timezone: ▸WIB}\n" + OK),
    ("site.timezone", "did you mean `Asia/Jakarta`?", "site: {timezone: ▸Asia/Jakrta}\n" + OK),
    ("site.timezone", "is no time zone", "site: {timezone: ▸../../etc/passwd}\n" + OK),
    ("site.timezone", "is no time zone", "site: {timezone: ▸Asia}\n" + OK),
    ("site.url", "must not hold a user, a password", "site: {url: ▸https://a:b@x.example}\n" + OK),
    ("site.url", "must start with `http://` or `https://`", "site: {url: ▸kabar.example.org}\n" + OK),
    ("site.contact", "an e-mail address or a URL", "site: {contact: ▸the newsroom}\n" + OK),
    ("sources[0].url", "did you mean `https`?", "sources: [{slug: a, title: A, url: ▸htps://a.example/}]\n"),
    ("sources[0].url", "must start with", "sources: [{slug: a, title: A, url: ▸file:///etc/passwd}]\n"),
    ("sources[0].url", "no valid host", "sources: [{slug: a, title: A, url: ▸https:///feed}]\n"),
    ("sources[0].url", "no valid host", "sources: [{slug: a, title: A, url: ▸https://a.example:99999/}]\n"),
    ("sources[0].url", "white space", "sources: [{slug: a, title: A, url: ▸https://a.example/a b}]\n"),
    ("sources[0].kind", "must be one of feed, sitemap, page, not `pages`; did you mean `page`?",
     f"sources: [{{kind: ▸pages, {A[1:]}]\n"),
    ("sources[0]", "only read with `kind: page`", f"sources: [▸{{page: {{entry: li}}, {A[1:]}]\n"),
    ("network.allow[1]", "did you mean `10.0.0.0/8`?", "network: {allow: [127.0.0.1, ▸10.0.0.5/8]}\n" + OK),
    ("network.allow[0]", "switch the address guard off", "network: {allow: [▸0.0.0.0/0]}\n" + OK),
    ("network.allow[0]", "no valid port", 'network: {allow: [▸"127.0.0.1:0"]}\n' + OK),
    ("network.allow[0]", "is no `address[:port]`", "network: {allow: [▸localhost]}\n" + OK),
    # ── numbers, durations, sizes, dates ──
    ("polling.concurrency", "must be 1 at least", "polling: {concurrency: ▸0}\n" + OK),
    ("polling.per_host", "must be 16 at most", "polling: {per_host: ▸17}\n" + OK),
    ("polling.concurrency", "must be a whole number, not `yes`", "polling: {concurrency: ▸yes}\n" + OK),
    ("polling.concurrency", "must be a whole number, not `012`", "polling: {concurrency: ▸012}\n" + OK),
    ("polling.minimum_interval", "must be a duration such as", "polling: {minimum_interval: ▸300}\n" + OK),
    ("polling.maximum_interval", "30 days at most", "polling: {maximum_interval: ▸31d}\n" + OK),
    ("polling", "minimum ≤ default ≤ maximum", "polling: ▸{minimum_interval: 1h}\n" + OK),
    ("sources[0].interval", "must be a duration", f"sources: [{{interval: ▸12:30, {A[1:]}]\n"),
    ("limits.body", "must be a size such as", "limits: {body: ▸10MB}\n" + OK),
    ("topics[0].since", "must be a date such as", topic("{word: x}", "    since: ▸1 Januari 2024\n")),
    ("topics[0].since", "not in the calendar", topic("{word: x}", "    since: ▸2024-02-30\n")),
    ("topics[0]", "`until` is not after `since`",
     OK + "topics:\n- ▸slug: t\n  title: T\n  match: {word: x}\n  since: 2024-01-02\n  until: 2024-01-02\n"),
    # ── rules ──
    ("topics[0].match", "is empty", topic("▸{}")),
    ("topics[0].match.any", "is empty", topic("{any: ▸[]}")),
    ("topics[0]", "only excludes", OK + "topics: [▸{slug: t, title: T, match: {none: [x]}}]\n"),
    ("topics[0].match", "says several things (word, regex)", topic("▸{word: x, regex: y}")),
    ("topics[0].match", "says several things (word, any)", topic("▸{any: [x], word: y}")),
    ("topics[0].match", "`min: 3` can never hold", topic("▸{any: [x, y], min: 3}")),
    ("topics[0].match.any[0]", "`of` goes with `min`", topic("{any: [▸{of: [x, y]}]}")),
    ("topics[0].match", "`field` means nothing to `source`", topic("▸{source: [a], field: title}", "")),
    ("topics[0].match", "`strength` goes with `place`", topic("▸{word: x, strength: title}")),
    ("topics[0].match.field", "did you mean `title`?", topic("{any: [x], field: ▸titel}")),
    ("topics[0].match.place", "did you mean `muara-enim`?", topic("{place: ▸muaraenim}")),
    ("topics[0].match.topic", "no topic `tt` is known; did you mean `t`?", topic("{topic: ▸tt}")),
    ("topics[0].match.topic", "leads back to itself: t → t", topic("{topic: ▸t}")),
    ("topics[0].match.source[0]", "no source `a` is known", topic("{source: [▸a]}")),
    ("topics[0].match.any[0]", "no list `calon` stands under `lists`", topic('{any: [▸"@calon"]}')),
    ("lists.a[0]", "a list inside a list", 'lists: {a: [▸"@b"], b: [x]}\n' + OK),
    ("lists.A b", "is no slug", "lists: {▸A b: [x]}\n" + OK),
    ("topics[0].match.any[0]", "a `*` that is not at the end", topic("{any: [▸pil*da]}")),
    ("topics[0].match.any[0]", "leaves nearly every word open", topic("{any: [▸p*]}")),
    ("topics[0].match.any[0]", "no letter and no digit", topic("{any: [▸…]}")),
    ("topics[0].match.word[1]", "is several words; use `phrase`", topic("{word: [x, ▸pagar alam]}")),
    ("topics[0].match.near.a[0]", "is several words", topic("{near: {a: [▸pagar alam], b: [x]}}")),
    ("topics[0].match.near.within", "must be 50 at most", topic("{near: {a: [y], b: [x], within: ▸51}}")),
    ("topics[0].match.none[0]", "stands under `any` too", topic("{any: [Pilkada], none: [▸pilkada]}")),
    ("topics[0].match.url[0]", "must start with `http://`", topic("{url: [▸www.antaranews.com]}")),
    ("topics[0].match.regex", "is no regular expression", topic("{regex: ▸'pil(kada'}")),
    ("topics[0].match.regex", "can take for ever", topic("{regex: ▸'(a+)+b'}")),
    ("topics[0].match.regex", "refers back to a group", topic(r"{regex: ▸'(a)\1'}")),
    ("topics[0].match.regex", "longer than 200 characters", topic("{regex: ▸" + "a" * 201 + "}")),
    ("topics[0].match.regex", "matches the empty text", topic("{regex: ▸'a*'}")),
    # ── interruptions ──
    ("interruptions[0]", "takes nothing out", "interruptions: [▸{hosts: [a.example]}]\n" + OK),
    ("interruptions[0].hosts[0]", "did you mean `a.example`?",
     "interruptions: [{leads: [x], hosts: [▸https://A.example/]}]\n" + OK),
    ("interruptions[0].hosts[0]", "is no host such as", "interruptions: [{leads: [x], hosts: [▸palpres]}]\n" + OK),
    ("interruptions[0].leads[0]", "no letter and no digit", "interruptions: [{leads: [▸…]}]\n" + OK),
    ("interruptions[0].lines[0]", "is no regular expression", "interruptions: [{lines: [▸'(x']}]\n" + OK),
    ("interruptions[0].lines[0]", "holds too many repeats", "interruptions: [{lines: [▸'a.*b.*c']}]\n" + OK),
    ("interruptions[0].lines[0]", "stand beside other patterns", "interruptions: [{lines: [▸'(?P<a>x)']}]\n" + OK),
    ("interruptions[0].lines[0]", "stand beside other patterns", "interruptions: [{lines: [▸'(?s)x.']}]\n" + OK),
    ("interruptions[0].endings[0]", "bound it", "interruptions: [{endings: [▸'editor:.*']}]\n" + OK),
    ("interruptions[0].hosts[0]", "did you mean `münchen.example`?",
     "interruptions: [{leads: [x], hosts: [▸München.example]}]\n" + OK),
    ("interruptions[0].hosts[0]", "did you mean `a.example`?",
     "interruptions: [{leads: [x], hosts: [▸'https://redaksi.a:rahasia@a.example']}]\n" + OK),
    ("interruptions[0].hosts[0]", "no source is at `www.a.example` or below it; did you mean `a.example`?",
     f"interruptions: [{{leads: [x], hosts: [▸www.a.example]}}]\nsources: [{A}]\n"),
    ("interruptions[0].lines[0]", "sets the flag `x`", "interruptions: [{lines: [▸'(?x:(a|aa) +b)']}]\n" + OK),
    ("interruptions[0].lines[0]", "is no regular expression",
     'interruptions: [{lines: [▸"(?x:a # b\\n)"]}]\n' + OK),
    ("interruptions[0].lines[0]", "matches any line", "interruptions: [{lines: [▸'.+']}]\n" + OK),
    ("interruptions[0].endings[0]", "matches any line", "interruptions: [{endings: [▸'.{1,80}']}]\n" + OK),
    ("interruptions[0].endings[0]", "holds too many repeats",
     "interruptions: [{endings: [▸'\\w{0,40}\\w{0,40}x']}]\n" + OK),
    ("interruptions[0].line", "did you mean `lines`?", "interruptions: [{▸line: [x]}]\n" + OK),
    ("picks[0]", "must start with", "picks: [▸a.example/x]\n" + OK),
]  # fmt: skip


@pytest.mark.parametrize(("where", "message", "marked"), BROKEN)
def test_a_mistake_is_named_with_line_column_and_key(where: str, message: str, marked: str) -> None:
    before, _, after = marked.partition("▸")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    found = [it for it in problems(before + after) if (it.line, it.column) == (line, column)]

    assert [problem.where for problem in found] == [where]
    assert message in found[0].message
    assert str(found[0]).startswith(f"feeds.yaml:{line}:{column}: ")


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        "sources:\n- {slug: A, url: ftp://x}\n- {slug: A, title: [], url: https://y}\ntopics: [x]\nsit: 1\n"
    )
    assert [(problem.line, problem.where) for problem in found] == [
        (2, "sources[0].title"),
        (2, "sources[0].slug"),
        (2, "sources[0].url"),
        (3, "sources[1].slug"),
        (3, "sources[1].slug"),
        (3, "sources[1].title"),
        (4, "topics[0]"),
        (5, "sit"),
    ]


def test_every_ring_of_topics_is_named_once() -> None:
    pairs = (("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "d"))
    ring = "".join(f"- {{slug: {a}, title: T, match: {{topic: {b}}}}}\n" for a, b in pairs)
    messages = [problem.message for problem in problems(OK + "topics:\n" + ring)]
    assert [message.partition(":")[0] for message in messages] == ["leads back to itself"] * 2


@pytest.mark.parametrize(
    ("body", "line", "column", "message"),
    [
        (b"\xef\xbb\xbfsources: []\nsite: {title: caf\xe9}\n", 2, 18, "is not UTF-8"),
        ("sources: []\n".encode("utf-16"), 1, 1, "is UTF-16"),
        (b"sources: []\nsite: \x00\n", 2, 7, "control character U+0000"),
        (b"#" * (MAX_BYTES + 1), 1, 1, "is larger than 4 MiB"),
        (b"\xef\xbb\xbfsite: {tittle: x}\nsources: []\n", 1, 8, "unknown key"),
    ],
)
def test_bytes_that_are_no_text_are_refused_where_they_stand(
    body: bytes, line: int, column: int, message: str
) -> None:
    (problem,) = problems(body)
    assert (problem.line, problem.column) == (line, column)
    assert message in problem.message


def test_a_bomb_of_aliases_is_refused_unexpanded() -> None:
    levels = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 10))
    found = problems(f"l0: &l0 [x]\n{levels}{OK}")
    assert sum("is an alias" in problem.message for problem in found) == 81


@pytest.mark.parametrize(
    "text",
    [
        "sources:\n- https://user:s3cret@a.example/feed\n",
        "sources:\n- {slug: https://user:s3cret@a.example, title: A, url: x}\n",
        "sources:\n- {https://user:s3cret@a.example/: x}\n",
        "sources:\n- {slug: a, title: A, kind: 'https://user:s3cret@a.example/', url: x}\n",
        "sources:\n- {slug: a, title: A, url: 'htp://user:s3cret@a.example/'}\n",
        "sources:\n- {slug: a, title: A, url: 'https://user:s3cret@a.example:99999/'}\n",
        (
            "sources:\n- {slug: a, title: A, url: 'https://user:s3cret@a.example/'}\n"
            "- {slug: b, title: A, url: 'https://user:s3cret@a.example/'}\n"
        ),
        "sources:\n- {slug: a, title: A, url: https://a.example/, interval: 'https://user:s3cret@a.example/'}\n",
        "site: {timezone: 'https://user:s3cret@a.example/'}\nsources: []\n",
        "site: {url: 'https://user:s3cret@a.example/'}\nsources: []\n",
        "network: {allow: ['user:s3cret@10.0.0.1']}\nsources: []\n",
        "picks: ['user:s3cret@a.example']\nsources: [\n",
    ],
)
def test_a_password_is_never_printed(text: str) -> None:
    assert not any("s3cret" in str(problem) for problem in problems(text))

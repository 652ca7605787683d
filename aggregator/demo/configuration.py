"""The configuration that reads the newsroom, as an operator would write it."""

import json

from aggregator.demo.newsroom import Newsroom
from aggregator.demo.papers import Paper

_TOPICS = """\
topics:
  - slug: pilkada-2024
    title: Pilkada 2024
    description: Pemilihan kepala daerah di Sumatera Selatan
    match:
      any: ["pilkada*", "pilgub*", "pilbup*", "pilwako*", cagub, cabup, cawako, paslon]
      none: ["pilkada 2018", "pilkada 2020"]
  - slug: sumsel
    title: Sumsel
    description: Sumatera Selatan dan ketujuh belas kabupaten dan kotanya
    match:
      any: [{place: sumatera-selatan}]
"""


def feeds_yaml(newsroom: Newsroom, site_title: str = "Kabar Sumsel") -> str:
    """The text of a `feeds.yaml` for these papers; the addresses they listen on are allowed one by one."""
    allowed = sorted(origin.removeprefix("http://") for origin in newsroom.origins.values())
    sources = "".join(_source(paper, newsroom.origins[paper.slug]) for paper in newsroom.papers.values())
    return (
        f"site: {{title: {_quoted(site_title)}, language: id, timezone: Asia/Jakarta}}\n"
        f"network: {{allow: [{', '.join(map(_quoted, allowed))}]}}\n"
        "polling: {minimum_interval: 2s}\n"
        f"{_TOPICS}sources:\n{sources}"
    )


def _source(paper: Paper, origin: str) -> str:
    kind = {"page": "    kind: page\n", "sitemap": "    kind: sitemap\n"}.get(paper.form, "")
    return (
        f"  - slug: {paper.slug}\n"
        f"    title: {_quoted(paper.title)}\n"
        f"    url: {_quoted(origin + paper.entrance)}\n"
        f"{kind}    interval: 10s\n"
    )


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar: every JSON string is one (YAML 1.2 §1.3)."""
    return json.dumps(text, ensure_ascii=False)

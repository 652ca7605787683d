"""How papers edit what they take over, and what makes a text another edition."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.demo.datelines import in_text
from aggregator.demo.phrasebook import Phrasebook, Place

_SENTENCE = re.compile(r"(?<=[a-z”)]{3}[.!?])\s+(?=[A-Z“])|(?<=\d\)\.)\s+(?=[A-Z“])|(?<=WIB\.)\s+(?=[A-Z“])")
_NUMBER = re.compile(r"pukul \d\d\.\d\d|\d{1,3}(?:\.\d{3})+|\d+,\d|\d+")
_DAY = re.compile(r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu) \(\d+/\d+/\d{4}\)")
_SHORT = {
    "Ogan Komering Ilir": "OKI",
    "Musi Rawas Utara": "Muratara",
    "Musi Banyuasin": "Muba",
    "Sumatera Selatan": "Sumsel",
    "Kabupaten": "Kab.",
    "Kecamatan": "Kec.",
    "Wali Kota": "Walikota",
    "Pagar Alam": "Pagaralam",
    "Lubuklinggau": "Lubuk Linggau",
    "Komisi Pemilihan Umum (KPU)": "KPU",
}
_OTHER_NAMES = (
    ("yanti", "janti"), ("Zul", "Dzul"), ("Fadil", "Fadhil"), ("Rahma", "Rachma"), ("Yusuf", "Jusuf"),
    ("Saputra", "Sahputra"), ("Effendi", "Efendi"), ("Syahril", "Sahril"), ("Hidayatullah", "Hidayatulloh"),
)  # fmt: skip
_IN_TITLES = (
    ("Warga", "Masyarakat"), ("Janjikan", "Berjanji"), ("Siagakan", "Kerahkan"), ("Naik", "Meningkat"),
    ("Orang", "Warga"), ("Siap", "Nyatakan Siap"), ("Capai", "Tembus"), ("Minta", "Imbau"),
    ("Pilkada", "Pilkada Serentak"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """One entry's words; `others` are titles that the same text might have had."""

    title: str
    summary: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Who edits: `paper` takes the text over from `origin`, in `town`."""

    book: Phrasebook
    paper: str
    origin: str
    town: str
    rng: random.Random


Edit = Callable[[Printed, Desk], Printed]


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text)


def unchanged(text: Printed, _desk: Desk) -> Printed:
    return text


def credited(text: Printed, desk: Desk) -> Printed:
    """The origin named, before or behind."""
    credit = desk.rng.choice(desk.book.credits).replace("{paper}", desk.origin)
    if desk.rng.random() < 0.5:
        return replace(text, summary=f"{text.summary} {credit}")
    return replace(text, summary=f"Dilansir dari {desk.origin}, {text.summary[:1].lower()}{text.summary[1:]}")


def retitled(text: Printed, desk: Desk) -> Printed:
    """A headline of the desk's own above the same text."""
    return replace(text, title=desk.rng.choice(text.others)) if text.others else tailed(text, desk)


def tailed(text: Printed, desk: Desk) -> Printed:
    tail = desk.rng.choice((*desk.book.title_tails, " - Berita Terkini", " | Kabar Daerah", ", Kok Bisa?"))
    return replace(text, title=text.title + tail)


def reworded(text: Printed, desk: Desk) -> Printed:
    """Other words here and there, in the headline too."""
    title, summary = text.title, text.summary
    for old, new in desk.rng.sample(_IN_TITLES, 5):
        title = re.sub(rf"\b{old}\b", new, title, count=1)
    for old, new in desk.rng.sample(desk.book.synonyms, 8):
        summary = summary.replace(old, new)
    return replace(text, title=title, summary=summary)


def cut(text: Printed, desk: Desk) -> Printed:
    """What a feed keeps of the text: the first sentences, or the first words and an ellipsis."""
    sentences = _sentences(text.summary)
    if len(sentences) > 1 and desk.rng.random() < 0.5:
        return replace(text, summary=" ".join(sentences[: len(sentences) // 2]))
    words = text.summary.split()
    return replace(
        text,
        summary=" ".join(words[: max(12, len(words) * 3 // 5)]) + desk.rng.choice(("…", "...", " [...]")),
    )


def reordered(text: Printed, _desk: Desk) -> Printed:
    sentences = _sentences(text.summary)
    return replace(text, summary=" ".join((*sentences[1:], sentences[0])))


def turned(text: Printed, desk: Desk) -> Printed:
    """The halves of the headline change places, or the second is dropped."""
    head, comma, tail = text.title.partition(", ")
    if not comma or ":" in head:
        return tailed(text, desk)
    if len(head.split()) > 4 and desk.rng.random() < 0.4:
        return replace(text, title=head)
    return replace(text, title=f"{tail[:1].upper()}{tail[1:]}, {head}")


def shouted(text: Printed, _desk: Desk) -> Printed:
    return replace(text, title=text.title.upper())


def dated(text: Printed, desk: Desk) -> Printed:
    """With a dateline."""
    town, paper = desk.town, desk.paper
    line = desk.rng.choice(
        (f"{town.upper()}, {paper} –", f"{paper}, {town} -", f"{town} ({paper}) —", f"{town.upper()} |")
    )
    return replace(text, summary=f"{line} {text.summary}")


def respelt(text: Printed, desk: Desk) -> Printed:
    """Names and numbers in the other spelling."""
    title, summary = text.title, text.summary
    for old, new in (*desk.rng.sample(sorted(_SHORT.items()), 7), *_OTHER_NAMES):
        title, summary = title.replace(old, new), summary.replace(old, new)
    for old, new in ((r"(\d) [Pp]ersen", r"\1%"), (r"Rp(\d)", r"Rp \1"), (r"(\d)\.(\d{3})\b", r"\1\2")):
        if desk.rng.random() < 0.6:
            title, summary = re.sub(old, new, title), re.sub(old, new, summary)
    return replace(text, title=title, summary=summary)


def bare(text: Printed, _desk: Desk) -> Printed:
    """A feed without summaries."""
    return replace(text, summary="")


def later(text: Printed, at: datetime, rng: random.Random) -> Printed:
    """The same said of another day and with other figures."""
    day = in_text(at)
    title, summary = (_DAY.sub("{day}", one) for one in (text.title, text.summary))
    figures: dict[str, str] = {}

    def figure(found: re.Match[str]) -> str:
        clock = found[0].startswith("pukul")
        return found[0] if clock else figures.setdefault(found[0], _other(found[0], rng))

    title, summary = (_NUMBER.sub(figure, one).replace("{day}", day) for one in (title, summary))
    return Printed(title, summary)


def elsewhere(text: Printed, place: Place, other: Place, at: datetime, rng: random.Random) -> Printed:
    """The same said of another place; figures change in half of them."""
    names = [(place.name, other.name), (place.capital, other.capital)]
    names += [(one, other.districts[i % len(other.districts)]) for i, one in enumerate(place.districts)]
    swaps = dict(sorted(names, key=lambda pair: -len(pair[0])))
    pattern = re.compile("|".join(map(re.escape, swaps)))
    moved = Printed(*(pattern.sub(lambda found: swaps[found[0]], one) for one in (text.title, text.summary)))
    return later(moved, at, rng) if rng.random() < 0.5 else moved


def next_day(at: datetime) -> datetime:
    return at + timedelta(days=1)


def _other(number: str, rng: random.Random) -> str:
    """Another number of the same form, not further than half away."""
    digits = number.replace(".", "").replace(",", "")
    value = int(digits)
    if len(digits) < 2 or digits.startswith("0"):
        return str(value % 9 + 1) if len(number) == 1 else number
    new = max(
        10 ** (len(digits) - 1), min(10 ** len(digits) - 1, int(value * rng.choice((0.6, 0.8, 1.2, 1.4))))
    )
    new += new == value
    if "," in number:
        return f"{new // 10},{new % 10}"
    return f"{new:,}".replace(",", ".") if "." in number else str(new)

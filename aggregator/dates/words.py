"""The words that dates are written with, in Indonesian (old and clipped spellings), Malay and English."""

from collections.abc import Iterable


def _numbered(rows: Iterable[str], first: int) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, first) for word in row.split()}


def alternatives(words: Iterable[str]) -> str:
    """The words as a regular expression, longest first so that `Juli` is never read as `Jul`."""
    return "|".join(sorted(words, key=len, reverse=True))


MONTHS = _numbered(
    (
        "januari january januar jan",
        "februari pebruari february februar febuari feb peb febr",
        "maret march mac mar mrt",
        "april apr",
        "mei may mai",
        "juni june jun",
        "juli july julai jul",
        "agustus august augustus ogos aug agu agt ags agust agus ogo",
        "september sept sep",
        "oktober october okt oct",
        "november nopember nov nop",
        "desember december disember dezember des dec dis dez",
    ),
    first=1,
)

WEEKDAYS = _numbered(
    (
        "senin isnin monday sen mon",
        "selasa tuesday sel tue tues",
        "rabu wednesday rab wed",
        "kamis khamis thursday kam thu thur thurs",
        "jumat jum'at jumaat friday jum fri",
        "sabtu saturday sab sat",
        "minggu ahad sunday min sun",
    ),
    first=0,
)
"""Monday is 0, as in `datetime.weekday`."""

NUMBERS = _numbered(
    (
        "satu one a an",
        "dua two",
        "tiga three",
        "empat four",
        "lima five",
        "enam six",
        "tujuh seven",
        "delapan eight",
        "sembilan nine",
        "sepuluh ten",
        "sebelas eleven",
    ),
    first=1,
)

UNITS = {
    word: unit
    for unit, row in {
        "seconds": "detik dtk second seconds sec secs",
        "minutes": "menit mnt minute minutes min mins",
        "hours": "jam hour hours hr hrs",
        "days": "hari day days",
        "weeks": "minggu pekan week weeks",
        "months": "bulan bln month months",
        "years": "tahun thn year years",
    }.items()
    for word in row.split()
}

_BYLINE = "oleh by editor editors penulis reporter wartawan redaksi admin"
_COUNT = "dan and di in pada on at hits views view dibaca kali komentar comments"
_CHANGE = "update updated diperbarui last terakhir am pm pagi siang sore petang malam"
NO_ZONES = frozenset({*_BYLINE.split(), *_COUNT.split(), *_CHANGE.split(), *MONTHS, *WEEKDAYS})
"""What stands right behind a time of day and is no time zone."""

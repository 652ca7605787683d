"""An article that its paper cut into pages is found and put together again."""

import pytest

from aggregator.model import ParsedEntry
from aggregator.parse.article import join_articles, next_page


def page(*hrefs: str) -> str:
    links = "".join(f'<a href="{href}">lagi</a>' for href in hrefs)
    return f"<html><body><h1>Judul</h1><p>Isi berita.</p><div>Halaman: {links}</div></body></html>"


ARTICLE = "https://a.example/read/2024/08/28/judul-berita"


@pytest.mark.parametrize(
    ("url", "hrefs", "following"),
    [
        (ARTICLE, ("?page=2", "?page=3"), f"{ARTICLE}?page=2"),
        (f"{ARTICLE}?page=2", (ARTICLE, f"{ARTICLE}?page=3", f"{ARTICLE}?page=2"), f"{ARTICLE}?page=3"),
        (f"{ARTICLE}?page=3", (ARTICLE, f"{ARTICLE}?page=2"), None),
        (ARTICLE, (f"{ARTICLE}?page=2", f"{ARTICLE}?page=all"), f"{ARTICLE}?page=all"),
        (f"{ARTICLE}?page=all", (f"{ARTICLE}?page=2",), None),
        (ARTICLE, (f"{ARTICLE}/2",), f"{ARTICLE}/2"),
        (ARTICLE, (f"{ARTICLE}/page/2",), f"{ARTICLE}/page/2"),
        (
            "https://palpres.bacakoran.co/read/6894/judul-berita",
            ("/read/6894/judul-berita/15", "/read/6894/judul-berita/30", "/read/6895/lain/15"),
            "https://palpres.bacakoran.co/read/6894/judul-berita/15",
        ),
        (
            "https://palpres.bacakoran.co/read/6894/judul-berita/15",
            ("/read/6894/judul-berita", "/read/6894/judul-berita/30"),
            "https://palpres.bacakoran.co/read/6894/judul-berita/30",
        ),
        (
            ARTICLE,
            ("/read/2024/08/28/judul-lain?page=2", "/indeks?page=2", "https://b.example/x?page=2"),
            None,
        ),
        (ARTICLE, (), None),
    ],
)
def test_the_next_part_is_the_same_article_with_the_next_number(
    url: str, hrefs: tuple[str, ...], following: str | None
) -> None:
    assert next_page(page(*hrefs), url) == following


def test_parts_become_one_entry_that_repeats_nothing() -> None:
    intro = "<p>Pengantar yang berdiri di atas setiap halaman artikel ini.</p>"
    first = ParsedEntry(url=ARTICLE, title="Judul", content=f"{intro}<p>Bagian pertama dari berita ini.</p>")
    second = ParsedEntry(
        url=f"{ARTICLE}?page=2", title="Judul 2", content=f"{intro}<p>Bagian kedua dari berita ini.</p>"
    )
    joined = join_articles((first, second))

    assert (joined.url, joined.title) == (ARTICLE, "Judul")
    assert joined.content.count("Pengantar") == 1
    assert joined.content.index("Bagian pertama") < joined.content.index("Bagian kedua")


def test_a_page_with_all_parts_adds_only_what_the_first_lacks() -> None:
    first = ParsedEntry(content="<p>Bagian pertama dari berita ini.</p>")
    whole = ParsedEntry(content="<p>Bagian pertama dari berita ini.</p><p>Bagian kedua dari berita ini.</p>")
    assert join_articles((first, whole)).content.split("\n") == [
        "<p>Bagian pertama dari berita ini.</p>",
        "<p>Bagian kedua dari berita ini.</p>",
    ]


def test_short_lines_may_be_said_twice() -> None:
    part = ParsedEntry(content="<p>Sekian.</p>")
    assert join_articles((part, part, ParsedEntry())).content.count("Sekian.") == 2

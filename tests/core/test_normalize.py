"""Strings as received become entries, whatever they are."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.model import Category, Enclosure, Person
from tests.core.parsed_entries import ENTRY, NOW, SOURCE, URL, named, one, read


def test_an_entry_gets_its_meaning() -> None:
    entry = one()
    assert entry.title == "Pilkada aman & damai"
    assert entry.url == "https://koran.example/read/7/pilkada-aman"
    assert entry.content == "<p>Isi berita.</p>"
    assert entry.summary == "Ringkasan berita."
    assert entry.id == entry.guid == "https://koran.example/?p=7"
    assert entry.source == "koran"
    assert entry.language == "id"
    assert entry.published == entry.updated == entry.order_at == datetime(2024, 9, 25, 11, 32, tzinfo=UTC)
    assert entry.first_seen == NOW


# ── title, summary, content ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"title": "  "}, "Ringkasan berita."),
        ({"title": "<b></b>", "summary": ""}, "Isi berita."),
        ({"title": "", "summary": "", "content": ""}, "Pilkada aman"),
        ({"title": "", "summary": "", "content": "", "url": "/read/7.html"}, "(tanpa judul)"),
        ({"title": "", "summary": "", "content": "", "url": "", "guid": ""}, "(tanpa judul)"),
        ({"title": "a < b", "title_is_html": False}, "a < b"),
    ],
)
def test_an_entry_without_title_borrows_one(changes: dict[str, object], title: str) -> None:
    assert one(**changes).title == title


def test_titles_and_summaries_are_bounded() -> None:
    entry = one(title="kata " * 500, summary="", content="<p>" + "kata " * 500)
    assert len(entry.title) <= 500
    assert len(entry.summary) <= 400


def test_a_summary_that_is_the_whole_article_is_excerpted() -> None:
    article = "<p>" + "Kalimat yang cukup panjang ini selesai. " * 30 + "</p>"
    entry = one(summary=article, content="")
    assert entry.content.startswith("<p>Kalimat")
    assert entry.summary.endswith("selesai.")
    assert len(entry.summary) <= 400


def test_plain_text_with_lines_becomes_paragraphs() -> None:
    assert one(content="Satu &amp; dua\n\ntiga").content == "<p>Satu &amp; dua</p><p>tiga</p>"


@pytest.mark.parametrize(
    ("teaser", "shown"),
    [
        ("Air mati sejak subuh. [&hellip;]", "Air mati sejak subuh."),
        ("Air mati sejak [...]", "Air mati sejak…"),
        ("Air mati […] sejak subuh", "Air mati […] sejak subuh"),
    ],
)
def test_a_teasers_mark_that_there_is_more_is_left_out(teaser: str, shown: str) -> None:
    assert one(summary=f"<p>{teaser}</p>").summary == shown


def test_interruptions_leave_content_and_summary_and_become_related_links() -> None:
    line = '<p>BACA JUGA:<a href="/read/8/lain">Judul lain</a></p>'
    story = "<p>Komisi pemilihan umum menyatakan seluruh tahapan berjalan aman dan tertib.</p>"
    entry = one(summary=line + story, content=story + line + story)
    assert "BACA" not in entry.content + entry.summary
    assert entry.related == (("https://koran.example/read/8/lain", "Judul lain"),)


def test_a_text_of_interruptions_alone_is_kept_and_reported() -> None:
    processed = read(replace(ENTRY, content="<p>BACA JUGA:Satu</p><p>BACA JUGA:Dua</p>"))
    assert "BACA JUGA" in processed.entries[0].content
    assert processed.problems == ("entry 1: mostly lines such as BACA JUGA; kept as it is",)


# ── addresses ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entry_base", "feed_base", "expected"),
    [
        ("", "", "https://koran.example/rss/b.html"),
        ("", "https://www.koran.example/a/", "https://www.koran.example/a/b.html"),
        ("/c/", "https://www.koran.example/a/", "https://www.koran.example/c/b.html"),
        ("https://x.example/", "/a/", "https://x.example/b.html"),
    ],
)
def test_a_relative_link_starts_from_the_nearest_base(entry_base: str, feed_base: str, expected: str) -> None:
    (entry,) = read(replace(ENTRY, url="b.html", base_url=entry_base), base_url=feed_base).entries
    assert entry.url == expected


def test_links_in_the_text_start_from_the_entry() -> None:
    entry = one(content='<img src="foto.jpg"><a href="?hal=2">2</a>')
    assert 'src="https://koran.example/read/7/foto.jpg"' in entry.content
    assert 'href="https://koran.example/read/7/pilkada-aman?hal=2"' in entry.content
    assert entry.image == "https://koran.example/read/7/foto.jpg"


@pytest.mark.parametrize(
    ("url", "guid", "expected"),
    [
        ("", "https://koran.example/p/1", "https://koran.example/p/1"),
        ("javascript:x()", "tag:koran.example,2024:1", ""),
        ("", "7", ""),
        ("https://koran.example/" + "x" * 3000, "7", ""),
    ],
)
def test_an_entry_links_to_http_addresses_only(url: str, guid: str, expected: str) -> None:
    processed = read(replace(ENTRY, url=url, guid=guid))
    assert processed.entries[0].url == expected
    assert processed.problems == (() if expected else ("entry 1: no link to it",))


# ── times ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("published", "updated", "expected_published", "expected_updated", "problem"),
    [
        ("", "", None, NOW, ""),
        ("", "2024-09-01T00:00:00Z", None, datetime(2024, 9, 1, tzinfo=UTC), ""),
        ("2024-09-25T12:05:00Z", "", NOW, NOW, ""),
        ("2024-09-25T19:30:00Z", "", NOW, NOW, "entry 1: published: future"),
        ("2024-09-01T00:00:00Z", "2044-01-01", datetime(2024, 9, 1, tzinfo=UTC), NOW, "entry 1: updated: future"),
        ("1970-01-01T00:00:00Z", "", None, NOW, "entry 1: published: epoch"),
        ("1985-01-01T00:00:00Z", "", None, NOW, "entry 1: published: out_of_range"),
        ("entah kapan", "", None, NOW, "entry 1: published: unreadable"),
    ],
)  # fmt: skip
def test_a_date_is_right_or_none_and_never_ahead(
    published: str,
    updated: str,
    expected_published: datetime | None,
    expected_updated: datetime,
    problem: str,
) -> None:
    processed = read(replace(ENTRY, published=published, updated=updated))
    (entry,) = processed.entries
    assert (entry.published, entry.updated) == (expected_published, expected_updated)
    assert entry.order_at == (expected_published or NOW)
    assert "".join(processed.problems) == problem


def test_a_time_without_zone_is_in_the_source_s() -> None:
    makassar = replace(SOURCE, timezone="Asia/Makassar")
    assert one(makassar, published="2024-09-25 08:00").published == datetime(2024, 9, 25, 0, tzinfo=UTC)


def test_source_updated_is_the_newest_of_the_answer() -> None:
    older = replace(ENTRY, guid="a", published="2024-09-01T00:00:00Z")
    newer = replace(ENTRY, guid="b", published="2024-09-24T00:00:00Z")
    assert {each.source_updated for each in read(older, newer).entries} == {datetime(2024, 9, 24, tzinfo=UTC)}


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person("Sari Dewi"), "Sari Dewi"),
        (Person("sari@koran.example (Sari Dewi)"), "Sari Dewi"),
        (Person("Sari Dewi <sari@koran.example>"), "Sari Dewi"),
        (Person("", email="redaksi@koran.example"), "redaksi"),
        (Person("redaksi@koran.example"), "redaksi"),
        (Person("Sari\n  &amp; Dewi"), "Sari & Dewi"),
    ],
)
def test_an_author_is_a_name_and_no_address(person: Person, name: str) -> None:
    assert one(authors=(person,)).authors == (Person(name),)


def test_authors_without_a_name_or_twice_are_left_out() -> None:
    people = (Person(" "), Person("Sari", url="/sari"), Person("SARI"), Person("Dewi", url="javascript:x()"))
    assert one(authors=people).authors == (Person("Sari", url="https://koran.example/sari"), Person("Dewi"))


def test_categories_are_plain_and_once() -> None:
    categories = (
        Category("Pilkada <b>2024</b>"),
        Category("pilkada 2024"),
        Category(""),
        Category("KPU", "s", "L"),
    )
    assert one(categories=categories).categories == (Category("Pilkada 2024"), Category("KPU", "s", "L"))


def test_no_list_is_endless() -> None:
    entry = one(
        authors=tuple(Person(f"p{n}") for n in range(500)),
        categories=tuple(Category(f"c{n}") for n in range(500)),
        enclosures=tuple(Enclosure(f"/{n}.mp3") for n in range(500)),
    )
    assert len(entry.authors) == len(entry.categories) == len(entry.enclosures) == 30


@pytest.mark.parametrize(
    ("enclosure", "expected"),
    [
        (
            Enclosure("/a.mp3", "Audio/MPEG; rate=1", 5),
            Enclosure("https://koran.example/a.mp3", "audio/mpeg", 5),
        ),
        (Enclosure("/a.mp3", "mp3", 0), Enclosure("https://koran.example/a.mp3")),
        (Enclosure("/a.mp3", "a/b\n<c>", -5), Enclosure("https://koran.example/a.mp3")),
        (Enclosure("/a.mp3", "", 10**30), Enclosure("https://koran.example/a.mp3")),
    ],
)
def test_an_enclosure_says_only_what_can_be_true(enclosure: Enclosure, expected: Enclosure) -> None:
    assert one(enclosures=(enclosure,)).enclosures == (expected,)


@pytest.mark.parametrize("url", ["", "javascript:x()", "data:audio/mp3,x", "file:///a.mp3", "mailto:a@b"])
def test_an_enclosure_without_an_http_address_is_none(url: str) -> None:
    assert one(enclosures=(Enclosure(url),)).enclosures == ()


@pytest.mark.parametrize(
    ("entry", "feed", "expected"),
    [
        ("en-GB", "id", "en-GB"),
        ("", "id_ID", "id-ID"),
        ("", "", "id"),
        ("<x>", "bahasa indonesia", "id"),
        ("in", "", "id"),
    ],
)
def test_a_language_is_a_tag_or_the_next_one_is_asked(entry: str, feed: str, expected: str) -> None:
    assert read(replace(ENTRY, language=entry), language=feed).entries[0].language == expected


# ── the source ───────────────────────────────────────────────────────────────────────────────────


def test_the_operator_s_title_goes_before_the_feed_s() -> None:
    assert read(title="RSS | Koran").profile.title == "Koran Kita"
    assert read(title="RSS &amp; Koran", source=replace(SOURCE, title="")).profile.title == "RSS & Koran"
    assert read(source=replace(SOURCE, title="")).profile.title == "koran.example"


def test_a_feed_s_own_id_and_page_are_kept_if_they_are_addresses() -> None:
    profile = read(id="tag:koran.example,2024:rss", url="/", icon="/i.png", rights="© <b>Koran</b>").profile
    assert profile.id == "tag:koran.example,2024:rss"
    assert (profile.url, profile.icon) == ("https://koran.example/", "https://koran.example/i.png")
    assert (profile.rights, profile.feed_url) == ("© Koran", URL)
    profile = read(id="koran 7", url="javascript:x()", icon="x:y").profile
    assert (profile.id, profile.url, profile.icon) == (URL, "https://koran.example/", "")


def test_what_the_document_says_of_itself_is_passed_on() -> None:
    processed = read(ttl=900, hubs=("https://hub.example/", "/hub", "x:y", "/hub"), problems=("cut off",))
    assert processed.ttl == 900
    assert processed.hubs == ("https://hub.example/", "https://koran.example/hub")
    assert processed.problems == ("cut off",)


def test_a_thousand_bad_dates_are_not_a_thousand_problems() -> None:
    processed = read(*(named(f"g{n}", f"/{n}", published="entah") for n in range(1000)))
    assert len(processed.entries) == 1000
    assert len(processed.problems) == 51
    assert processed.problems[-1] == "… and 950 more"

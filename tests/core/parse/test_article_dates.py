"""When an article was published is read from wherever its page says it best."""

import pytest

from aggregator.dates import parse_date
from tests.core.parse.article_pages import NEWS, STORY, ld, plain_page, read


@pytest.mark.parametrize(
    ("head", "before", "utc"),
    [
        (ld(NEWS | {"datePublished": "2024-08-28T14:30:05+07:00"}), "", "2024-08-28 07:30:05"),
        (
            ld([{"@type": "WebSite"}, NEWS | {"datePublished": "2024-08-28T14:30:05+07:00"}]),
            "",
            "2024-08-28 07:30:05",
        ),
        (ld({"@graph": [NEWS | {"datePublished": "2024-08-28T07:30:05Z"}]}), "", "2024-08-28 07:30:05"),
        (
            '<meta property="article:published_time" content="2024-08-28T14:30:05+07:00">',
            "",
            "2024-08-28 07:30:05",
        ),
        ('<meta name="publishdate" content="2024/08/28 14:30:05">', "", "2024-08-28 07:30:05"),
        ('<meta name="pubdate" content="2024-08-28 14:30:05">', "", "2024-08-28 07:30:05"),
        ('<meta name="parsely-pub-date" content="2024-08-28T07:30:05Z">', "", "2024-08-28 07:30:05"),
        ('<meta name="dc.date" content="2024-08-28 14:30">', "", "2024-08-28 07:30:00"),
        ("", '<time datetime="2024-08-28T14:30:00+07:00">2 jam lalu</time>', "2024-08-28 07:30:00"),
        ("", "<div>Rabu, 28 Agustus 2024 14:30 WIB</div>", "2024-08-28 07:30:00"),
        ("", "<div>suara.id - Rabu, 28 Agu 2024 - 14:30 WIB</div>", "2024-08-28 07:30:00"),
        ("", "<span>Rabu, 28 Agustus 2024</span><p>14:30 WIB</p>", "2024-08-28 07:30:00"),
        ('<meta itemprop="datePublished" content="2024-08-28T14:30:05+07:00">', "", "2024-08-28 07:30:05"),
        ("", "<p>Oleh Redaksi | 28/08/2024 14:30 WIB | 998 Views</p>", "2024-08-28 07:30:00"),
    ],
)
def test_the_date_is_found_where_pages_say_it(head: str, before: str, utc: str) -> None:
    published = parse_date(read(plain_page(head, before)).published)
    assert published is not None
    assert f"{published:%Y-%m-%d %H:%M:%S}" == utc


def test_a_local_time_that_calls_itself_utc_gets_the_zone_that_the_reader_sees() -> None:
    entry = read(
        plain_page(
            '<meta name="pubdate" content="2015-11-05T10:08:58Z">', "<div>Kamis, 05/11/2015 10:08 WIB</div>"
        )
    )
    assert str(parse_date(entry.published)) == "2015-11-05 03:08:58+00:00"


def test_a_true_utc_time_stays_although_the_reader_sees_a_local_one() -> None:
    entry = read(
        plain_page(
            '<meta name="pubdate" content="2015-11-05T03:08:58Z">', "<div>Kamis, 05/11/2015 10:08 WIB</div>"
        )
    )
    assert entry.published == "2015-11-05T03:08:58Z"


def test_a_day_in_the_head_is_completed_by_the_hour_that_the_reader_sees() -> None:
    entry = read(
        plain_page(
            '<meta name="publishdate" content="2024-08-28">', "<p>Rabu, 28 Agustus 2024 | 14:30 WIB</p>"
        )
    )
    assert entry.published == "Rabu, 28 Agustus 2024 | 14:30 WIB"


def test_today_s_date_above_the_page_is_not_the_article_s() -> None:
    page = plain_page(before="<p>Rabu, 28 Agustus 2024 14:30 WIB</p>").replace(
        "<h1>", "<p>Kamis, 29 Agustus 2024</p><h1>"
    )
    assert read(page).published == "Rabu, 28 Agustus 2024 14:30 WIB"


def test_the_address_dates_an_article_that_nothing_else_dates() -> None:
    assert read(plain_page(), "https://a.example/read/2024/08/28/judul-berita").published == "2024-08-28"


@pytest.mark.parametrize(
    "after",
    [
        "<p>Diterbitkan: 28 Agustus 2024 14:30 WIB</p>",
        '<span itemprop="datePublished" content="2024-08-28T14:30:00+07:00">kemarin</span>',
        '<div class="entry-date">28 Agustus 2024 14:30 WIB</div>',
    ],
)
def test_a_date_below_the_story_counts_when_it_says_what_it_is(after: str) -> None:
    entry = read(plain_page(before=f"<p>{STORY[0] * 3}</p>", after=after))
    assert str(parse_date(entry.published)) == "2024-08-28 07:30:00+00:00"


def test_no_date_is_no_date() -> None:
    assert read(plain_page()).published == ""


def test_broken_json_is_passed_over() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-08-28",</script>'
    )
    assert read(plain_page(head + ld(NEWS | {"datePublished": "2024-08-29"}))).published == "2024-08-29"

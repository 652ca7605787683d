"""Who prints what: the stock, the next article, reprints and retellings."""

from collections import Counter
from datetime import timedelta

import pytest

from aggregator.demo.papers import all_papers
from tests.core.demo.rooms import NOW, Clock, links, newsroom

HEALTHY = [paper for paper in all_papers() if paper.healthy]


def test_every_input_form_has_a_paper() -> None:
    assert {paper.form for paper in HEALTHY} == {"rss", "rdf", "atom", "json", "sitemap", "page"}
    assert {paper.dates for paper in HEALTHY} == {"rfc822", "wib", "indonesian"}


@pytest.mark.parametrize("paper", HEALTHY, ids=lambda paper: paper.slug)
def test_a_healthy_document_is_well_formed_and_lists_each_article_once_newest_first(paper) -> None:
    room = newsroom()
    for _ in range(40):
        room.publish_next()
    printed = [article.url for article in room.articles if article.paper == paper.slug]
    assert links(paper.form, room.render(paper.slug).body) == printed[:-25:-1]


def test_the_stock_is_two_days_of_news_at_every_paper() -> None:
    articles = newsroom().articles
    counts = Counter(article.paper for article in articles)
    assert counts.keys() == {paper.slug for paper in all_papers()}
    assert all(8 <= count <= 20 for count in counts.values())
    assert all(NOW - timedelta(hours=48) <= article.published <= NOW for article in articles)
    assert list(articles) == sorted(articles, key=lambda article: article.published)


def test_publishing_adds_exactly_one_article_dated_now() -> None:
    clock = Clock()
    room = newsroom(clock=clock)
    for _ in range(100):
        clock.at += timedelta(seconds=4)
        before = room.articles
        article = room.publish_next()
        assert room.articles == (*before, article)
        assert article.published == clock.at


def test_a_reprint_names_its_origin_and_keeps_most_of_its_text() -> None:
    room = newsroom()
    by_url = {article.url: article for article in room.articles}
    reprints = [article for article in room.articles if article.copy_of]
    assert reprints
    for article in reprints:
        original = by_url[article.copy_of]
        assert original.story == article.story
        assert original.paper != article.paper
        assert original.published < article.published
        assert not original.copy_of
        assert room.papers[original.paper].title in article.paragraphs[-1]
        assert article.title.startswith(original.title)


def test_a_retelling_shares_the_story_and_none_of_the_headlines() -> None:
    stories: dict[str, list[str]] = {}
    for article in newsroom().articles:
        if not article.copy_of:
            stories.setdefault(article.story, []).append(article.title)
    told_twice = [titles for titles in stories.values() if len(titles) > 1]
    assert told_twice
    assert all(len(set(titles)) == len(titles) for titles in told_twice)


def test_followers_come_soon_after_a_live_original() -> None:
    clock = Clock()
    room = newsroom(clock=clock)
    live = []
    for _ in range(200):
        clock.at += timedelta(seconds=4)
        live.append(room.publish_next())
    by_url = {article.url: article for article in live}
    delays = [a.published - by_url[a.copy_of].published for a in live if a.copy_of in by_url]
    assert delays
    assert max(delays) < timedelta(minutes=2)


def test_no_two_articles_share_an_address() -> None:
    room = newsroom()
    for _ in range(300):
        room.publish_next()
    urls = [article.url for article in room.articles]
    assert len(urls) == len(set(urls))


def test_no_slot_is_left_unfilled() -> None:
    room = newsroom()
    for _ in range(500):
        room.publish_next()
    for article in room.articles:
        assert not {"{", "}", "~"} & set(" ".join((article.title, *article.paragraphs, *article.tags)))


def test_the_same_seed_gives_the_same_papers_and_another_seed_others() -> None:
    first, again, other = newsroom(7), newsroom(7), newsroom(8)
    assert [first.publish_next() for _ in range(20)] == [again.publish_next() for _ in range(20)]
    assert first.articles == again.articles
    assert first.articles != other.articles


def test_rendering_twice_gives_equal_bytes_and_an_article_gives_another_tag() -> None:
    room = newsroom()
    before = room.render("harian-limas")
    assert room.render("harian-limas") == before
    while room.publish_next().paper != "harian-limas":
        pass
    assert room.render("harian-limas").headers["ETag"] != before.headers["ETag"]


def test_the_broken_paper_fails_in_three_ways_by_turns() -> None:
    room = newsroom()
    answers = [room.render("tongkang-pos") for _ in range(6)]
    assert [answer.status for answer in answers] == [500, 200, 200] * 2
    assert answers[1].body.startswith(b"<!doctype html>")
    assert answers[2].body.startswith(b"<?xml")
    with pytest.raises(SyntaxError):
        links("rss", answers[2].body)


def test_every_address_in_a_front_page_listing_has_a_page() -> None:
    room = newsroom()
    for paper in all_papers():
        origin = room.origins[paper.slug]
        front = room.answer(paper.slug, "/")
        for url in links("page", front.body):
            assert room.answer(paper.slug, url.removeprefix(origin)).status == 200


def test_old_feed_addresses_lead_to_the_feed_by_permanent_redirects() -> None:
    room = newsroom()
    paper = room.papers["tanjak-harian"]
    path, hops = paper.entrance, 0
    while (answer := room.answer(paper.slug, path)).status == 301:
        path, hops = answer.headers["Location"].removeprefix(room.origins[paper.slug]), hops + 1
    assert (path, hops) == (paper.feed_path, 2)
    assert answer.status == 200


def test_what_is_not_there_is_404() -> None:
    room = newsroom()
    for path in ("/favicon.ico", "/robots.txt", "/pilkada/read/999999/tidak-ada", "/../etc/passwd", "*"):
        assert room.answer("harian-limas", path).status == 404

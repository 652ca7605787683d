"""How alike an entry must be follows what entries of this stream resemble second most."""

from aggregator.stories.bar import Bar


def after(*seconds: float) -> float:
    bar = Bar()
    for second in seconds:
        bar.learn(second)
    return bar.height


def test_where_everything_is_alike_more_is_asked_than_in_mixed_news() -> None:
    assert after(*[0.02] * 60) < after() < after(*[0.2] * 60)


def test_a_few_stories_that_are_in_two_parts_do_not_lift_it() -> None:
    assert after(*[0.05] * 95, *[0.5] * 5) == after(*[0.05] * 100)


def test_only_the_latest_entries_count() -> None:
    assert after(*[0.3] * 40, *[0.1] * 200) == after(*[0.1] * 150)


def test_it_stands_above_what_most_unrelated_entries_reach() -> None:
    assert all(after(*[second] * 150) > second for second in (0.0, 0.1, 0.3))

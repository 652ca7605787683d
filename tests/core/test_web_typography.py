"""What a compositor would see to."""

import pytest
from markupsafe import Markup

from aggregator.web.typography import together


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Menang 3-1 atas", 'Menang <span class="together">3-1</span> atas'),
        ("2024–2029", '<span class="together">2024–2029</span>'),
        ("Covid-19, 08-12-77, a3-1", "Covid-19, 08-12-77, a3-1"),
        ("<b>3-1</b> & x", '&lt;b&gt;<span class="together">3-1</span>&lt;/b&gt; &amp; x'),
        ("", ""),
        (Markup("<mark>3-1</mark>"), "<mark>3-1</mark>"),
    ],
)
def test_scores_stay_together_and_everything_else_is_escaped(text: str, html: str) -> None:
    assert together(text) == html

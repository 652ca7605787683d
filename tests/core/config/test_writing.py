"""Sources written as YAML, and into a file that people keep."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import Site, add_source, load, slug_for, source_yaml
from aggregator.config.reading import parse
from aggregator.errors import ConfigError
from aggregator.model import Kind, Source

SITE = Site()
TITLES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1).filter(
    str.strip
)


def read(text: str) -> Source:
    (source,) = parse(f"sources:\n{text}".encode(), "feeds.yaml").sources
    return source


@given(TITLES)
def test_whatever_a_title_is_it_is_read_back(title: str) -> None:
    written = source_yaml(Source("koran", title, "https://koran.example/rss"), SITE)
    assert read(written).title.split() == title.split()


@pytest.mark.parametrize(
    "title", ["null", "~", "no", "12:30", "a: b", "a #b", "#b", "- a", "'a'", "a'b", "@a", "{a", "a:"]
)
def test_what_yaml_would_misread_is_quoted(title: str) -> None:
    assert read(source_yaml(Source("koran", title, "https://koran.example/rss"), SITE)).title == title


def test_only_what_differs_from_the_site_is_written() -> None:
    plain = Source("koran", "Koran", "https://koran.example/?feed=rss&a=1", language="id-ID")
    assert source_yaml(plain, SITE) == (
        "  - slug: koran\n    title: Koran\n    url: https://koran.example/?feed=rss&a=1\n"
    )
    far = Source("koran", "Koran", "https://koran.example/", Kind.PAGE, "en", "Asia/Jayapura")
    assert read(source_yaml(far, SITE)) == far


def test_a_slug_is_made_of_the_title_and_numbered_when_it_is_taken() -> None:
    assert slug_for("ANTARA News – Sumsel!", ()) == "antara-news-sumsel"
    assert slug_for("Koran", {"koran", "koran-2"}) == "koran-3"
    assert slug_for("日本", ()) == "source"
    assert (
        slug_for("Kabar Terbaru dan Terpercaya dari Sumatera Selatan", ())
        == "kabar-terbaru-dan-terpercaya-dari"
    )
    assert len(slug_for("x" * 100, ())) == 40


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources:\n- {slug: a, title: A, url: https://a.example/}\n", ""),
        ("sources:   # all\r\n  - {slug: a, title: A, url: https://a.example/}\r\n", "\r\n...\r\n"),
        ("sources:\n  - {slug: a, title: A, url: https://a.example/}", ""),
        (
            "sources:\n  - slug: a\n    title: A\n    url: https://a.example/\n",
            "\n# of the site\nsite: {title: X}\n",
        ),
    ],
)
def test_the_new_source_stands_behind_the_others_and_nothing_else_changes(
    tmp_path: Path, before: str, after: str
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_bytes((before + after).encode())
    file.chmod(0o640)
    add_source(file, Source("b", "B", "https://b.example/"))
    written = file.read_bytes().decode()
    assert written.startswith(before)
    assert written.endswith(after)
    assert [source.slug for source in load(file).sources] == ["a", "b"]
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "text",
    [
        "sources: []\n",
        "{sources: [{slug: a, title: A, url: https://a.example/}]}\n",
        "sources:\n  [{slug: a, title: A, url: https://a.example/}]\n",
    ],
)
def test_a_list_without_lines_of_its_own_is_refused_and_stays(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match="paste the source yourself"):
        add_source(file, Source("b", "B", "https://b.example/"))
    assert file.read_text() == text


def test_a_source_that_would_make_the_file_wrong_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(text := "sources:\n  - {slug: a, title: A, url: https://a.example/}\n")
    with pytest.raises(ConfigError):
        add_source(file, Source("a", "Again", "https://b.example/"))
    assert file.read_text() == text


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("sources:\n  - {slug: a, title: A, url: https://a.example/}\n")
    link = tmp_path / "feeds.yaml"
    link.symlink_to(real)
    add_source(link, Source("b", "B", "https://b.example/"))
    assert link.is_symlink()
    assert len(load(real).sources) == 2

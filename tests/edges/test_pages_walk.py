"""A walk through all that pages link to: everything is there, sets no cookie and asks nobody else."""

import re
from collections.abc import Iterator

import pytest

from tests.edges.every import PAGES, REFUSED, YAML, fill_with_everything
from tests.edges.html import tree_of
from tests.edges.site import HOME, Site, site

_DISTRICT = re.compile("(?:/en)?/places/[^/.]+/(?!ilir-barat)")
"""Hundreds of pages that are alike."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site"), YAML) as made:
        fill_with_everything(made)
        yield made


def test_whatever_is_linked_is_there_sets_no_cookie_and_asks_nobody_else(place: Site) -> None:
    client = place.app.test_client(use_cookies=False)
    refused = {PAGES.get(name, "").removeprefix("/en") for name in REFUSED}
    seen, waiting = set(PAGES.values()), list(PAGES.values())
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert (answer.status_code == 200) is (path.removeprefix("/en") not in refused), path
        assert "Set-Cookie" not in answer.headers, path
        if answer.mimetype != "text/html":
            continue
        tree = tree_of(answer.text)
        asked = tree.xpath(
            "//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //*[not(self::img)]/@src"
        )
        assert [one for one in asked if not one.startswith(("/assets/", "/embed"))] == [], path
        assert tree.xpath("//@srcset | //@style | //@ping | //link[starts-with(@rel, 'pre')]") == [], path
        linked = {str(one).partition("#")[0].removeprefix(HOME) for one in tree.xpath("//a/@href")}
        new = {one for one in linked if re.match("/(?!/)", one) and not _DISTRICT.match(one)} - seen
        seen |= new
        waiting += sorted(new)
    assert len(seen) > 50

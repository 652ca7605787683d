"""Newspapers by the thousand."""

import re
from collections import Counter
from itertools import islice

import pytest

from tests.bench.farm import Document, advance, farm
from tests.core.demo.rooms import links

_FORMS = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/rdf+xml": "rdf"}


@pytest.fixture(scope="module")
def feeds() -> list[Document]:
    return list(farm(60))


def _links(document) -> list[str]:
    return links(_FORMS[document.content_type.partition(";")[0]], document.body)


def test_documents_are_well_formed_with_distinct_entries(feeds: list[Document]) -> None:
    for document in feeds:
        urls = _links(document)
        assert len(urls) == len(set(urls)) > 0


def test_the_mix_is_as_promised(feeds: list[Document]) -> None:
    sizes = [len(_links(document)) for document in feeds]
    forms = Counter(_FORMS[document.content_type.partition(";")[0]] for document in feeds)
    assert 16 <= sum(sizes) / len(sizes) <= 22
    assert forms["rss"] > forms["atom"] > forms["rdf"] > 0
    assert 2_000 < sum(len(document.body) for document in feeds) / sum(sizes) < 6_000
    odd = [document for document in feeds if re.search(rb"<pubDate>[^<]* WIB</pubDate>", document.body)]
    assert 1 <= len(odd) <= 15


def test_one_entry_in_ten_says_that_it_is_a_copy(feeds: list[Document]) -> None:
    marks = (
        rb"Demikian dilansir dari Koran|Dikutip dari Koran|Berita ini dilansir|pertama kali tayang di Koran"
    )
    copies = sum(len(re.findall(marks, document.body)) for document in feeds)
    entries = sum(len(_links(document)) for document in feeds)
    assert 0.05 < copies / entries < 0.16


def test_the_same_arguments_give_the_same_bytes(feeds: list[Document]) -> None:
    assert list(islice(farm(60), 8)) == feeds[:8]
    assert next(farm(1, seed=2)) != feeds[0]


@pytest.mark.parametrize("step", [1, 2])
def test_a_step_changes_a_tenth_and_puts_one_to_three_entries_on_top(
    step: int, feeds: list[Document]
) -> None:
    before = {document.path: _links(document) for document in feeds}
    changed = list(advance(60, step=step))
    assert 1 <= len(changed) <= 15
    for document in changed:
        new = [url for url in _links(document) if url not in before[document.path]]
        assert 1 <= len(new) <= 3 * step
        assert _links(document)[: len(new)] == new
        assert len(_links(document)) == len(before[document.path])

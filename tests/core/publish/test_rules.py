"""The rules can fail: one thing made wrong in a good document is found."""

from dataclasses import replace

import pytest

from aggregator.publish import ATOM, JSON, RSS, render
from tests.core.publish import rules
from tests.core.publish.samples import DOCUMENT

CHECK = {ATOM: rules.atom, RSS: rules.rss, JSON: rules.jsonfeed}


@pytest.mark.parametrize("form", CHECK, ids=lambda form: form.name)
def test_the_sample_is_good(form):
    assert CHECK[form](render(DOCUMENT, form)) == []


@pytest.mark.parametrize("form", CHECK, ids=lambda form: form.name)
def test_parts_of_the_past_and_complete_feeds_are_good(form):
    archive = replace(DOCUMENT, archive=True, links=(*DOCUMENT.links, ("current", "https://kabar.example/x")))
    complete = replace(DOCUMENT, complete=True, links=())
    for document, mark in ((archive, b"<fh:archive/>"), (complete, b"<fh:complete/>")):
        body = render(document, form)
        assert CHECK[form](body) == []
        assert (mark in body) == (form is not JSON)


@pytest.mark.parametrize("form", [ATOM, RSS], ids=lambda form: form.name)
@pytest.mark.parametrize(
    "changes",
    [
        {"archive": True},
        {"archive": True, "complete": True},
        {"complete": True},
        {"links": (*DOCUMENT.links, ("prev-archive", "https://kabar.example/x"))},
    ],
    ids=str,
)
def test_a_wrong_history_is_found(form, changes):
    assert CHECK[form](render(replace(DOCUMENT, **changes), form))


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (ATOM, "2024-08-28T05:00:00Z</updated>", "2024-08-28T05:00:00+00:00</updated>"),
        (ATOM, "2024-08-28T05:00:00Z</updated>", "2024-08-32T05:00:00Z</updated>"),
        (ATOM, 'rel="via"', 'rel="alternate" type="text/html"'),
        (ATOM, 'length="48213"', 'length="-1"'),
        (ATOM, 'type="image/jpeg"', 'type="jpeg"'),
        (ATOM, "<id>https://palpres.example/read/47436</id>", "<id>47436</id>"),
        (ATOM, "<id>https://palpres.example/read/47436</id>", ""),
        (
            ATOM,
            "<id>https://palpres.example/read/47436</id>",
            "<id>urn:uuid:0f3cbf1c-6f3e-5b0e-9a53-0d1f6a3b2c11</id>",
        ),
        (ATOM, 'rel="via" href="https://', 'rel="via" href="https://a b'),
        (ATOM, "<name>Sri</name>", "<name> </name>"),
        (ATOM, "<name>Palembang Ekspres</name>", ""),
        (ATOM, 'term="politik"', 'term=""'),
        (ATOM, 'xml:lang="ms"', 'xml:lang="bahasa melayu"'),
        (ATOM, '<content type="html">', "<content>"),
        (ATOM, "<title>Harga karet naik</title>", "<title>Harga</title><title>karet</title>"),
        (RSS, "Wed, 28 Aug 2024 05:00:00 GMT", "Thu, 28 Aug 2024 05:00:00 GMT"),
        (RSS, "Wed, 28 Aug 2024 05:00:00 GMT", "Rabu, 28 Agustus 2024 05:00:00 WIB"),
        (RSS, 'isPermaLink="true"', 'isPermaLink="false"'),
        (RSS, 'length="48213"', ""),
        (RSS, "<description>Semua", "<description/><description>Semua"),
        (RSS, "<ttl>15</ttl>", "<ttl>0</ttl>"),
        (RSS, "<dc:creator>Sri</dc:creator>", "<dc:creator/>"),
        (RSS, "<link>https://palpres.example/read/47436</link>", "<link>/read/47436</link>"),
        (RSS, "<title>Harga karet naik</title>", ""),
        (RSS, "</channel>", "<ttl>15</ttl></channel>"),
        (JSON, "https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"),
        (JSON, '"id":"https://palpres.example/read/47436",', '"id":47436,'),
        (JSON, '"content_text":', '"text":'),
        (JSON, '"mime_type":"audio/mpeg"', '"mime_type":""'),
        (JSON, '"date_modified":"2024-08-28T04:00:00Z"', '"date_modified":"2024-08-28"'),
        (JSON, '"name":"Sri"', '"name":""'),
        (JSON, '"language":"ms"', '"language":""'),
    ],
)
def test_one_thing_made_wrong_is_found(form, good, bad):
    text = render(DOCUMENT, form).decode()
    assert good in text
    assert CHECK[form](text.replace(good, bad, 1).encode())

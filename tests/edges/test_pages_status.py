"""The status page says how every source is doing, in words."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import aggregator
from aggregator.store import sources
from aggregator.web.failures import explain
from tests.edges.html import faults_of, tree_of
from tests.edges.site import NOW, Site, fill, site

_ERRORS = {"FetchError", "ParseError", "SandboxError", "Failure"}
UNKNOWN = explain("never_heard_of")
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 5)
        yield made


def codes() -> set[str]:
    """Every error code that the code can store, read from the code."""
    found: set[str] = set()
    for file in Path(aggregator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found |= _codes_in(node, in_failures=file.name == "failures.py" and file.parent.name == "http")
    return {code for code in found if _CODE.fullmatch(code)}


def _codes_in(node: ast.AST, *, in_failures: bool) -> set[str]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]) if name in _ERRORS:
            return {code}
        case ast.Call(func=ast.Name(id="_parse"), args=[_, ast.Constant(value=str(code)), *_]):
            return {code}
        case ast.Call(func=ast.Attribute(attr="__init__"), args=[ast.Constant(value=str(code)), *_]):
            return {code}
        case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
            return {code}
        case ast.Tuple(elts=[*_, ast.Constant(value=str(code)), ast.Constant()]) if in_failures:
            return {code}
    return set()


def test_every_code_of_the_code_base_has_words_of_its_own() -> None:
    found = codes()
    assert {"dns", "timed_out", "html", "bad_url", "address_refused", "parser_killed", "internal"} <= found
    assert sorted(code for code in found if explain(code) == UNKNOWN) == []


@pytest.mark.parametrize("status", [*range(300, 308), *range(400, 432), 451, *range(500, 512), 520, 599, 999])
def test_every_status_has_words(status: int) -> None:
    assert explain(f"http_{status}") != UNKNOWN


def test_failure_is_told_with_its_remedy_and_its_history(place: Site) -> None:
    place.failed("palpres", "http_404", "palpres.example:443 menjawab <404>")
    page = place.client.get("/status").text
    assert faults_of(page) == []
    [trouble] = tree_of(page).xpath("//article[@class='trouble']")
    words = " ".join(trouble.xpath("string()").split())
    for said in ("Palembang Ekspres", "Umpannya tidak ada lagi", "perbarui url", "http_404", "menjawab <404>",
                 "3 jam lalu", "7 kali", "menit lagi"):  # fmt: skip
        assert said in words
    assert tree_of(page).xpath("string(//h1)") == "2 dari 3 sumber berjalan baik"


def test_unknown_code_is_told_all_the_same(place: Site) -> None:
    place.failed("palpres", "never_heard_of")
    assert "Sumber ini tidak dapat dibaca." in place.client.get("/status").text
    assert explain("http_404") != explain("http_500")


def test_a_source_set_aside_and_a_server_that_asked_for_time_are_told(place: Site) -> None:
    place.failed("palpres", "parser_killed", worker_deaths=2)
    place.failed("antara", "http_429", retry_at=place.rt.now() + timedelta(hours=1))
    page = place.client.get("/status").text
    assert "disisihkan" in page
    assert "meminta kami menunggu" in page


def test_what_is_held_in_quarantine_is_told_with_the_command_that_decides(place: Site) -> None:
    assert "Menunggu keputusan" not in place.client.get("/status").text
    with place.rt.store.write() as tx:
        sources.quarantine(tx, "palpres", NOW, linked=1040, withheld=5)
    page = place.client.get("/status").text
    assert faults_of(page) == []
    words = " ".join(tree_of(page).xpath("string(//section[@aria-labelledby='karantina'])").split())
    for said in ("Palembang Ekspres", "1.040 dikenali", "5 yang tidak dikenal", "quarantine release palpres"):
        assert said in words


def test_a_network_of_ours_that_is_down_is_told_once(place: Site) -> None:
    place.failed("palpres", "dns")
    place.failed("antara", "connect")
    assert "Tampaknya mesin ini" not in place.client.get("/status").text
    place.failed("baru", "timed_out")
    assert "Tampaknya mesin ini" in place.client.get("/status").text
    place.failed("baru", "http_404")
    assert "Tampaknya mesin ini" not in place.client.get("/status").text


def test_sources_stand_where_they_belong(place: Site) -> None:
    place.failed("palpres", "dns")
    place.retire("antara")
    tree = tree_of(place.client.get("/status").text)
    for heading, name in (
        ("bermasalah", "Palembang Ekspres"),
        ("menunggu", "Koran Baru"),
        ("pensiun", "ANTARA Sumsel"),
    ):
        assert name in tree.xpath(f"string(//section[@aria-labelledby='{heading}'])")
    assert tree.xpath("//section[@aria-labelledby='baik']") == []


def test_late_polls_are_told(place: Site) -> None:
    assert "Pembacaan terlambat" not in place.client.get("/status").text
    place._finish("baru", next_poll_at=place.rt.now() - timedelta(minutes=11))
    assert "Pembacaan terlambat" in place.client.get("/status").text


def test_source_that_recovers_is_well_again(place: Site) -> None:
    place.failed("palpres", "dns")
    assert "Sedang bermasalah" in place.client.get("/sources/palpres").text
    with place.rt.store.read() as tx:
        assert sources.state(tx, "palpres").error.since == NOW - timedelta(hours=3)
    place.answered("palpres")
    assert "Sedang bermasalah" not in place.client.get("/sources/palpres").text
    assert "Perlu perhatian" not in place.client.get("/status").text


def test_page_of_a_source_shows_how_much_it_publishes(place: Site) -> None:
    fill(place, 9)
    tree = tree_of(place.client.get("/sources/palpres").text)
    [said] = tree.xpath("//figure[@class='rhythm']/figcaption/text()")
    assert said.startswith("6 berita dalam 30 hari terakhir")
    assert tree.xpath("string(//figure//title)") == "30 hari terakhir"
    assert tree.xpath("count(//figure//path)") == 2
    older = place.client.get("/sources/palpres?before=0.a").text
    assert "rhythm" not in older, "it is told once, with the newest"

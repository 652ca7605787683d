"""The real thing: processes that crash, hang, eat memory and lose their parent."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree
from collections.abc import Awaitable, Iterator
from pathlib import Path

import pytest

from aggregator.errors import ParseError, SandboxError
from aggregator.model import Source
from aggregator.parse import parse
from aggregator.sandbox import Sandbox, SandboxLimits

SOURCE = Source("contoh", "Contoh", "https://contoh.example/")
FOREVER = range(10**15)
"""`sum` of it holds the interpreter inside C code: no signal handler and no thread of Python's gets a turn."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2) as sandbox:
        yield sandbox


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.01)


def test_a_function_runs_in_another_process_and_its_answer_comes_back(sandbox: Sandbox) -> None:
    feed = b"<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>"
    assert asyncio.run(sandbox.run(parse, feed, "", SOURCE.url, SOURCE)).entries[0].title == "A"
    assert asyncio.run(sandbox.run(os.getpid)) != os.getpid()


def test_one_child_answers_many_calls(sandbox: Sandbox) -> None:
    async def pids() -> set[int]:
        return {await sandbox.run(os.getpid) for _ in range(20)}

    assert len(asyncio.run(pids())) <= 2


def test_a_parse_error_arrives_as_it_was_raised(sandbox: Sandbox) -> None:
    with pytest.raises(ParseError) as error:
        asyncio.run(sandbox.run(parse, b"", "", SOURCE.url, SOURCE))
    assert (error.value.code, str(error.value)) == ("empty", "The answer has no content.")


def test_an_unexpected_error_says_where_in_the_child_it_came_from(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="invalid literal") as error:
        asyncio.run(sandbox.run(int, "x"))
    assert "_answer_to" in error.value.__notes__[0]


def test_a_crash_is_charged_to_its_own_call_alone(sandbox: Sandbox) -> None:
    async def crashes_beside_honest_work() -> list[object]:
        calls: list[Awaitable[object]] = []
        for _ in range(10):
            calls += [sandbox.run(sum, range(1_000)), sandbox.run(signal.raise_signal, signal.SIGSEGV)]
        return await asyncio.gather(*calls, return_exceptions=True)

    results = asyncio.run(crashes_beside_honest_work())
    assert results[::2] == [sum(range(1_000))] * 10
    assert all(isinstance(fault, SandboxError) and "SIGSEGV" in str(fault) for fault in results[1::2])


def test_a_document_that_makes_expat_overflow_its_stack_kills_only_its_child(sandbox: Sandbox) -> None:
    links = "".join(f"<!ENTITY e{i} '&e{i + 1};'>" for i in range(60_000))
    bomb = io.StringIO(f"<!DOCTYPE r [{links}<!ENTITY e60000 'x'>]><r>&e0;</r>")
    with pytest.raises((SandboxError, xml.etree.ElementTree.ParseError)):  # a newer expat refuses it
        asyncio.run(sandbox.run(xml.etree.ElementTree.parse, bomb))
    assert asyncio.run(sandbox.run(sum, range(3))) == 3


def test_a_call_that_hangs_is_ended_at_its_wall_time() -> None:
    with Sandbox(1, SandboxLimits(wall_seconds=0.3)) as sandbox, pytest.raises(SandboxError) as error:
        asyncio.run(sandbox.run(time.sleep, 60))
    assert error.value.code == "parser_timeout"


def test_a_call_that_computes_without_end_is_ended_at_its_cpu_time() -> None:
    with Sandbox(1, SandboxLimits(cpu_seconds=1)) as sandbox, pytest.raises(SandboxError) as error:
        asyncio.run(sandbox.run(sum, FOREVER))
    assert error.value.code == "parser_timeout"
    assert "CPU" in str(error.value)


def test_a_call_that_takes_long_keeps_no_other_from_its_turn() -> None:
    async def one_after_the_other(sandbox: Sandbox) -> None:
        endless = asyncio.create_task(sandbox.run(sum, FOREVER))
        assert await sandbox.run(sum, range(3)) == 3
        assert not endless.done()
        await asyncio.to_thread(sandbox.close)
        with pytest.raises(SandboxError, match="SIGKILL"):
            await endless

    with Sandbox(1, SandboxLimits(cpu_seconds=60)) as sandbox:
        asyncio.run(one_after_the_other(sandbox))


def test_the_cpu_time_of_earlier_calls_is_not_counted() -> None:
    async def work(sandbox: Sandbox) -> int:
        return sum([await sandbox.run(sum, range(10_000_000)) > 0 for _ in range(6)])

    with Sandbox(1, SandboxLimits(cpu_seconds=1)) as sandbox:
        assert asyncio.run(work(sandbox)) == 6


def test_a_call_that_needs_too_much_memory_is_refused_it(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError) as error:
        asyncio.run(sandbox.run(bytearray, 300 << 20))
    assert error.value.code == "parser_memory"
    assert len(asyncio.run(sandbox.run(bytearray, 30 << 20))) == 30 << 20


def test_a_child_that_dies_between_calls_is_nobodys_fault() -> None:
    with Sandbox(1) as sandbox:
        pid = asyncio.run(sandbox.run(os.getpid))
        os.kill(pid, signal.SIGKILL)
        while is_alive(pid):
            time.sleep(0.01)
        assert asyncio.run(sandbox.run(os.getpid)) != pid


def test_a_child_is_replaced_after_its_share_of_calls() -> None:
    async def pids(sandbox: Sandbox) -> list[int]:
        return [await sandbox.run(os.getpid) for _ in range(4)]

    with Sandbox(1, SandboxLimits(calls_per_child=2)) as sandbox:
        first, second, third, fourth = asyncio.run(pids(sandbox))
    assert first == second != third == fourth


def test_a_signal_to_the_whole_service_does_not_reach_a_call_under_way(sandbox: Sandbox) -> None:
    async def interrupted() -> int:
        pid = await sandbox.run(os.getpid)
        for stop in (signal.SIGINT, signal.SIGTERM):
            os.kill(pid, stop)
        return await sandbox.run(os.getpid)

    assert asyncio.run(interrupted()) > 0


def test_a_child_knows_nothing_of_the_parents_environment(sandbox: Sandbox) -> None:
    os.environ["AGGREGATOR_SECRET"] = "rahasia"
    try:
        assert asyncio.run(sandbox.run(os.getenv, "AGGREGATOR_SECRET")) is None
    finally:
        del os.environ["AGGREGATOR_SECRET"]


def test_closing_ends_the_call_under_way_and_every_child() -> None:
    async def closed_while_busy() -> int:
        sandbox = Sandbox(2)
        pid = await sandbox.run(os.getpid)
        calls = [asyncio.create_task(sandbox.run(time.sleep, 60)) for _ in range(2)]
        await asyncio.sleep(0.2)
        await asyncio.to_thread(sandbox.close)
        faults = await asyncio.gather(*calls, return_exceptions=True)
        assert [fault.code for fault in faults if isinstance(fault, SandboxError)] == ["parser_killed"] * 2
        sandbox.close()
        return pid

    assert not is_alive(asyncio.run(closed_while_busy()))


PARENT = """
import asyncio, os, time
from aggregator.sandbox import Sandbox
sandbox = Sandbox(1)
print(asyncio.run(sandbox.run(os.getpid)), flush=True)
{work}
"""


@pytest.mark.parametrize(
    "work",
    [
        "asyncio.run(sandbox.run(sum, range(10**15)))",
        "asyncio.run(sandbox.run(time.sleep, 60))",
        "time.sleep(60)",
    ],
    ids=["in C code", "asleep", "idle"],
)
def test_children_do_not_outlive_a_parent_that_is_killed(work: str) -> None:
    program = [sys.executable, "-c", PARENT.format(work=work)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        assert is_alive(child)
        parent.kill()
        parent.wait()
        wait_until_gone(child)


class Hostile:
    """What a child that was taken over would like to send."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("pwned-by-answer",)


def test_an_answer_that_would_act_in_the_parent_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError) as error:
        asyncio.run(sandbox.run(Hostile))
    assert error.value.code == "parser_failed"
    assert not Path("pwned-by-answer").exists()
    assert asyncio.run(sandbox.run(os.getpid))

"""Measure `neto-gen serve` in requests per second, compared with bare Starlette, and its memory.

`python -m benchmarks.serve` writes docs/serve-figures.md; `--seconds` is for how long each is asked
in each of several turns. Memory is told by Linux alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "serve-figures.md"
_CONNECTIONS = 16
_TURNS = 5
_WRITES = 20_000
_BODY = b'{"CustomerLogs":{"CustomerLog":[{"Username":"jsmith","Notes":"Rang about order N1234"}]}}'
_ANSWER = (
    '{"CustomerLog": [{"LogID": "1001"}], "CurrentTime": "2026-11-25 09:30:00", "Ack": "Success"}'
)
_BARE = f"""
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def answer(request):
    await request.body()
    return Response({_ANSWER!r}, media_type="application/json")

app = Starlette(routes=[Route("/do/WS/NetoAPI", answer, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="critical")
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--dry-run", action="store_true", help="print the page")
    arguments = parser.parse_args()
    page = _page(measure(arguments.seconds), measure_memory())
    if arguments.dry_run:
        print(page, end="")
    else:
        PAGE.write_text(page, encoding="utf-8")


def measure(seconds: float) -> dict[str, list[float]]:
    """Return requests per second, measured in turns, so that other load affects all alike."""
    port = 8790
    with TemporaryDirectory() as folder:
        data = str(Path(folder) / "store.sqlite")
        serve = [sys.executable, "-m", "neto_gen", "serve", "--key", "k"]
        commands = {
            "plain Starlette": [sys.executable, "-c", _BARE, str(port)],
            "in memory": [*serve, "--port", str(port + 1)],
            "SQLite": [*serve, "--port", str(port + 2), "--data", data],
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        with _running(commands.values(), range(port, port + len(commands))):
            for _ in range(_TURNS):
                for place, name in enumerate(commands):
                    found[name].append(asyncio.run(_load(port + place, seconds)))
    return found


def measure_memory() -> dict[str, tuple[int, int, int]]:
    """Return a store's megabytes: at its start, the peak under many writes, and after as many again."""
    found: dict[str, tuple[int, int, int]] = {}
    port = 8795
    with TemporaryDirectory() as folder:
        serve = [sys.executable, "-m", "neto_gen", "serve", "--key", "k", "--port", str(port)]
        data = ["--data", str(Path(folder) / "store.sqlite")]
        for name, options in (("in memory", []), ("SQLite", data)):
            with _running([[*serve, *options]], range(port, port + 1)) as (process,):
                start = _most_memory(process.pid)
                peaks: list[int] = []
                for _ in range(2):
                    asyncio.run(_load(port, times=_WRITES))
                    peaks.append(_most_memory(process.pid))
                found[name] = (start, *peaks)
    return found


def _most_memory(process: int) -> int:
    """Return the peak memory of a process in megabytes."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", text)[0]) >> 10


@contextmanager
def _running(
    commands: Iterable[list[str]], ports: range
) -> Generator[list[subprocess.Popen[bytes]]]:
    processes = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL) for command in commands
    ]
    try:
        for port in ports:
            asyncio.run(_until_open(port))
        yield processes
    finally:
        for process in processes:
            process.terminate()
            process.wait()


async def _until_open(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    message = f"nothing listens on port {port}"
    raise RuntimeError(message)


async def _load(port: int, seconds: float = 0.0, times: int = 0) -> float:
    """Return AddCustomerLog requests per second over several open connections, for a time or a number."""
    head = (
        f"POST /do/WS/NetoAPI HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nNETOAPI_KEY: k\r\n"
        "NETOAPI_ACTION: AddCustomerLog\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    )
    request = head.encode() + _BODY
    end = time.perf_counter() + seconds

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.perf_counter() < end or count < times // _CONNECTIONS:
            writer.write(request)
            told = await reader.readuntil(b"\r\n\r\n")
            length = int(told.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            answer = await reader.readexactly(length)
            if b'"Success"' not in answer:
                raise RuntimeError(answer.decode())
            count += 1
        writer.close()
        return count

    began = time.perf_counter()
    counts = await asyncio.gather(*(ask() for _ in range(_CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - began)


def _page(found: dict[str, list[float]], memory: dict[str, tuple[int, int, int]]) -> str:
    bare = statistics.median(found["plain Starlette"])
    rows = [
        f"| {name} | {statistics.median(each):,.0f} | {max(each):,.0f} | "
        f"{statistics.median(each) / bare:.2f} |"
        for name, each in found.items()
    ]
    table = "\n".join(rows)
    held = "\n".join(
        f"| {name} | {' | '.join(f'{one:,} MB' for one in each)} |" for name, each in memory.items()
    )
    return f"""\
# Speed of the stand-in store

<!-- Written by `python -m benchmarks.serve`. -->

Number of AddCustomerLog requests per second that [`neto-gen serve`](serve.md) handles, compared with a plain Starlette
application that always returns the same text. The requests are sent over {_CONNECTIONS} connections by a process on the same machine, which
shares its {os.cpu_count()} processors, in {_TURNS} rounds.

| | median | best | compared with plain Starlette |
| --- | ---: | ---: | ---: |
{table}

## Memory

Peak memory of the process: after it has started, after {_WRITES:,} requests of AddCustomerLog, and after as many again. In memory, it
keeps every record; with SQLite, records are on disk. The log of requests has reached its limit long before.

| | started | {_WRITES:,} writes | {2 * _WRITES:,} writes |
| --- | ---: | ---: | ---: |
{held}
"""


if __name__ == "__main__":
    main()

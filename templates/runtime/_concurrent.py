"""Several requests of a batch at once, by threads or by tasks: what each of them does is as ever."""

from __future__ import annotations

from contextlib import suppress
from contextvars import copy_context
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from ._courses import CANCELLATION, run, run_async

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ._batches import Batches, BatchQueue

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")

# Seconds after which a waiting thread looks for an error that was raised in it.
_SECONDS = 0.5


def in_threads(
    work: BatchQueue[I, R], send: Callable[[Any], object], concurrency: int
) -> Batches[I, R]:
    """Send all, so many at once, each in a thread with the context of this one.

    What ends this thread's waiting does not wait for them: they send no more, and what they are
    still told by the store is lost.
    """
    ending = Event()

    def work_off() -> None:
        CANCELLATION.set(ending)
        with suppress(BaseException):  # it is raised where all is waited for
            run(work.course(), send)

    threads = [
        Thread(
            target=copy_context().run, args=(work_off,), daemon=True, name=f"{__package__} batch"
        )
        for _ in range(min(concurrency, len(work)))
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(_SECONDS)
    except BaseException as error:
        ending.set()
        work.gather(error)
        raise
    return work.result()


async def in_tasks(
    work: BatchQueue[I, R], send: Callable[[Any], Awaitable[object]], concurrency: int
) -> Batches[I, R]:
    """Send all, so many at once, each in a task. A cancellation is one of all of them."""
    import asyncio  # noqa: PLC0415 - whoever has tasks has imported it

    async def work_off() -> None:
        try:
            await run_async(work.course(), send)
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException:  # noqa: BLE001, S110 - it is raised where all is waited for
            pass

    tasks: list[asyncio.Task[Any]] = []
    try:
        tasks += [asyncio.create_task(work_off()) for _ in range(min(concurrency, len(work)))]
        if tasks:
            await asyncio.wait(tasks)
    except BaseException as error:
        work.end()
        for task in tasks:
            task.cancel()
        try:
            if tasks and not isinstance(error, GeneratorExit):
                await asyncio.wait(tasks)
        finally:
            work.gather(error)
        raise
    return work.result()

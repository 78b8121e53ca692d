"""Several requests of a batch at once, by threads or by tasks: what each of them does is as ever."""

from __future__ import annotations

from contextvars import copy_context
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._batches import Batch, Batches, carry, under_way
from ._cancellation import CANCELLATION, CancelledRequest
from ._locks import ForkLock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")

# Seconds after which a waiting thread looks for an error that was raised in it.
_SECONDS = 0.5


class BatchQueue(Generic[I, R]):
    """The requests of a batch, in order: what came of those that are done, and which is next."""

    def __init__(self, parts: Sequence[tuple[int, list[I]]], *, stop_at_error: bool) -> None:
        self._parts = parts
        self._stop_at_error = stop_at_error
        self._lock = ForkLock()
        self._taken = 0
        self._is_ending = False
        self._done: dict[int, Batch[I, R]] = {}
        self._errors: dict[int, BaseException] = {}

    def __len__(self) -> int:
        return len(self._parts)

    def take(self) -> int | None:
        """Return the number of the next request, or None if no more are to be sent."""
        with self._lock:
            if self._is_ending or self._taken == len(self._parts):
                return None
            self._taken += 1
            return self._taken - 1

    def part(self, number: int) -> tuple[int, list[I]]:
        """Return the first record's index and the records of a request."""
        return self._parts[number]

    def put(self, number: int, batch: Batch[I, R]) -> None:
        """Take note of what came of a request."""
        self._done[number] = batch
        if self._stop_at_error and batch.error is not None:
            self.end()

    def fail(self, number: int, error: BaseException) -> None:
        """Take note of an error that ends all."""
        self._errors[number] = error
        self.end()

    def end(self) -> None:
        """Stop sending further requests."""
        with self._lock:
            self._is_ending = True

    def result(self) -> Batches[I, R]:
        """Return the result of all requests. Raises the first error that ended them."""
        for error in self._errors.values():
            self.gather(error)
            raise error
        return self._batches(None)

    def gather(self, error: BaseException) -> None:
        """Attach to an error what was done before it, what is under way, and the rest."""
        self.end()
        found = self._batches(error)
        carry(error, found)
        done = f"{len(self._done)} of the requests were done, and {len(found.unsent)} records were not sent"
        BaseException.add_note(error, f"{done}: see Batches.carried_by(error)")

    def _batches(self, error: BaseException | None) -> Batches[I, R]:
        batches: list[Batch[I, R]] = []
        for number, (start, part) in enumerate(self._parts[: self._taken]):
            done = self._done.get(number)
            if done is None:
                done = under_way(
                    self._errors.get(number) or error or CancelledRequest(), start, part
                )
            batches.append(done)
        rest = [record for _, part in self._parts[self._taken :] for record in part]
        return Batches(batches, rest)


def in_threads(
    work: BatchQueue[I, R], send: Callable[[int, list[I]], Batch[I, R]], concurrency: int
) -> Batches[I, R]:
    """Send all, so many at once, each in a thread with the context of this one.

    What ends this thread's waiting does not wait for them: they send no more, and what they are
    still told by the store is lost.
    """
    ending = Event()

    def run() -> None:
        CANCELLATION.set(ending)
        while (number := work.take()) is not None:
            try:
                work.put(number, send(*work.part(number)))
            except BaseException as error:  # noqa: BLE001 - it is raised where all is waited for
                work.fail(number, error)

    threads = [
        Thread(target=copy_context().run, args=(run,), daemon=True, name=f"{__package__} batch")
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
    work: BatchQueue[I, R], send: Callable[[int, list[I]], Awaitable[Batch[I, R]]], concurrency: int
) -> Batches[I, R]:
    """Send all, so many at once, each in a task. A cancellation is one of all of them."""
    import asyncio  # noqa: PLC0415 - whoever has tasks has imported it

    async def run() -> None:
        while (number := work.take()) is not None:
            try:
                work.put(number, await send(*work.part(number)))
            except BaseException as error:
                work.fail(number, error)
                if isinstance(error, (asyncio.CancelledError, GeneratorExit)):
                    raise

    tasks: list[asyncio.Task[Any]] = []
    try:
        tasks += [asyncio.create_task(run()) for _ in range(min(concurrency, len(work)))]
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

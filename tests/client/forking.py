"""A program whose processes use one client, made and used before they were forked or started.

    python -m tests.client.forking ADDRESS METHOD

ADDRESS is a store that answers with what it was sent. METHOD is os.fork, or one of multiprocessing.
It prints how many answers were those to other requests.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import cache

from neto_client import NetoClient
from neto_client.add_customer_log import CustomerLog

PROCESSES, CALLS = 2, 20


@cache
def client(address: str) -> NetoClient:
    """Return the client of this module, as many programs have one."""
    return NetoClient(address, key="k", rate_limit=None, retries=0)


def wrong_answers(address: str, name: str) -> int:
    """Call, and count the answers that are not to what was asked."""
    wrong = 0
    for number in range(CALLS):
        asked = f"{name}-{number}"
        answer = client(address).add_customer_log([CustomerLog(notes=asked)])
        wrong += str(answer.ack) != asked
    return wrong


def forked(address: str, name: str) -> int:
    """Run the same in a forked process; return its exit code."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(min(wrong_answers(address, name), 100))
        finally:
            os._exit(101)
    return child


def main() -> None:
    """Use the client here, and in all processes at the same time."""
    address, method = sys.argv[1:]
    assert wrong_answers(address, "before") == 0
    names = [f"process{number}" for number in range(PROCESSES)]
    if method == "os.fork":
        children = [forked(address, name) for name in names]
        wrong = wrong_answers(address, "parent")
        wrong += sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    else:
        with multiprocessing.get_context(method).Pool(PROCESSES) as pool:
            results = pool.starmap_async(wrong_answers, [(address, name) for name in names], 1)
            wrong = wrong_answers(address, "parent") + sum(results.get(60))
    sys.stdout.write(f"{wrong}\n")


if __name__ == "__main__":
    main()

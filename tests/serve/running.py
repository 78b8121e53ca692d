"""`neto-gen serve` as a process of its own, and a client of it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2

from neto_client import NetoClient, RateLimiter
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

KEY = "key-of-this-test"
ENDPOINT = "/do/WS/NetoAPI"
# Without certificates, which take longer to read than a test takes. No connection is kept.
HTTP = httpx2.Client(verify=False, headers={"Connection": "close"}, follow_redirects=True)


class Running:
    """A store that runs."""

    def __init__(self, process: subprocess.Popen[str], address: str, said: list[str]) -> None:
        self.process = process
        self.address = address
        self.said = said

    def client(self, **settings: Any) -> NetoClient:
        """Return a client of the store, which sends as fast as it can and repeats nothing."""
        usual: dict[str, Any] = {
            "key": KEY,
            "rate_limit": RateLimiter(1e9, cool_down=0.0),
            "retries": 0,
        }
        return NetoClient(self.address, **{**usual, **settings})

    def control(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """Return the control API's answer; content other than text is sent as JSON."""
        body = content if isinstance(content, str | None) else json.dumps(content)
        kind = {} if body is None else {"Content-Type": "application/json"}
        url = f"{self.address}/control/api/{path}"
        answer = HTTP.request(method, url, content=body, headers={**kind, **headers})
        return answer.json() if answer.is_success else (answer.status_code, answer.json()["error"])

    def ask(self, action: str, body: str, **headers: str) -> httpx2.Response:
        """Return the answer to a request, as it comes."""
        told = {"NETOAPI_KEY": KEY, "NETOAPI_ACTION": action}
        told |= {name.replace("__", "-"): value for name, value in headers.items()}
        return HTTP.post(f"{self.address}{ENDPOINT}", content=body, headers=told)

    def kill(self) -> None:
        """End the process as the system does when memory runs out."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(*options: str, cwd: Path = REPOSITORY, key: str | None = KEY) -> Generator[Running]:
    """Run a store with these options during the block."""
    own = () if key is None else ("--key", key)
    command = [sys.executable, "-m", "neto_gen", "serve", "--port", "0", *own, *options]
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if line.startswith("press Ctrl-C"):
                    break
            else:
                assert process.stderr is not None
                raise AssertionError(process.stderr.read())
            address = said[0].split()[-1].removesuffix(ENDPOINT)
            yield Running(process, address, said)
        finally:
            process.terminate()
            process.wait()

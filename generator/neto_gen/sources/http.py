"""Downloads: https only, from the host that was asked, whole, and not too much; with patience."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx2

from neto_gen import __version__
from neto_gen.sources.scan import NotASchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS: Final = 5
_NOT_MODIFIED: Final = 304
_OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much patience there is.

    `timeout` is for each step of a download and `deadline` for all of it, in seconds; `wait` is the
    pause before the second of `attempts`, which doubles each time; `limit` is in bytes.
    """

    timeout: float = 20.0
    deadline: float = 90.0
    attempts: int = 3
    wait: float = 0.5
    limit: int = 8_000_000
    parallel: int = 4
    longest_wait: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a server calls an edition of a file."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file as it came. `content` is None when it is the edition that was asked about."""

    url: str
    content: bytes | None
    edition: Edition


class UnavailableError(Exception):
    """A file cannot be had from an address."""


class _TryAgainError(Exception):
    """What went wrong may go right the next time, perhaps not before some seconds."""

    def __init__(
        self, what: str, seconds: float | None = None, *, unreachable: bool = False
    ) -> None:
        super().__init__(what)
        self.seconds = seconds
        self.unreachable = unreachable


class Downloader:
    """Downloads files, any number of threads at a time."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.unreachable: dict[str, str] = {}
        self.client = httpx2.Client(
            timeout=policy.timeout,
            headers={
                "User-Agent": f"neto-gen/{__version__}",
                "Accept": "application/xml, */*;q=0.1",
            },
        )

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def get(self, url: str, known: Edition | None, check: Callable[[bytes], object]) -> Download:
        """Download a file, unless it is the edition that is known.

        `check` raises NotASchemaError for content that will not do. Raises UnavailableError.
        """
        host = urlsplit(url).hostname or ""
        for attempt in range(1, self.policy.attempts + 1):
            if host in self.unreachable:  # no one waits for it a second time
                raise UnavailableError(self.unreachable[host])
            try:
                return self._follow(url, known, check)
            except _TryAgainError as error:
                if attempt == self.policy.attempts:
                    if error.unreachable:
                        self.unreachable[host] = str(error)
                    raise UnavailableError(str(error)) from None
                time.sleep(self._pause(attempt, error.seconds))
        raise UnavailableError("not tried")

    def _pause(self, attempt: int, asked: float | None) -> float:
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        backoff = self.policy.wait * float(2 ** (attempt - 1)) * jitter
        return min(max(backoff, asked or 0.0), self.policy.longest_wait)

    def _follow(
        self, url: str, known: Edition | None, check: Callable[[bytes], object]
    ) -> Download:
        """Download a file, following redirects that stay on the host."""
        host = urlsplit(url).hostname
        end = time.monotonic() + self.policy.deadline
        place = url
        for _ in range(_MAX_REDIRECTS + 1):
            parts = urlsplit(place)
            if parts.scheme != "https":
                raise UnavailableError(f"redirected to {place}, which is not https")
            if parts.hostname != host:
                raise UnavailableError(f"redirected to another host, {parts.hostname}")
            answer = self._request(place, known, end)
            if isinstance(answer, str):
                place = urljoin(place, answer)
                continue
            if answer.content is not None:
                _checked(answer.content, check)
            return answer
        raise UnavailableError(f"redirected more than {_MAX_REDIRECTS} times")

    def _request(self, url: str, known: Edition | None, end: float) -> Download | str:
        """One request: the file, or the address that the server redirects to."""
        headers: dict[str, str] = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        try:
            with self.client.stream("GET", url, headers=headers) as response:
                status = response.status_code
                if status in _REDIRECTS and "Location" in response.headers:
                    return response.headers["Location"]
                edition = Edition(
                    etag=_header(response, "ETag"),
                    last_modified=_header(response, "Last-Modified"),
                )
                if status == _NOT_MODIFIED and headers:
                    return Download(url=url, content=None, edition=edition)
                if status in _RETRIED:
                    raise _TryAgainError(f"HTTP {status}", _retry_after(response))
                if status != _OK:
                    raise UnavailableError(f"HTTP {status}")
                return Download(url=url, content=self._body(response, end), edition=edition)
        except httpx2.ConnectTimeout:
            raise _TryAgainError("cannot be reached: timed out", unreachable=True) from None
        except httpx2.ConnectError as error:
            raise _TryAgainError(f"cannot be reached: {error}", unreachable=True) from None
        except httpx2.TimeoutException:
            raise _TryAgainError(f"no answer in {self.policy.timeout:g} seconds") from None
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as error:
            raise _TryAgainError(f"the download broke off: {error}") from None

    def _body(self, response: httpx2.Response, end: float) -> bytes:
        content = bytearray()
        for part in response.iter_bytes():
            content += part
            if len(content) > self.policy.limit:
                raise UnavailableError(f"larger than {self.policy.limit:,} bytes")
            if time.monotonic() > end:
                raise _TryAgainError(f"not done in {self.policy.deadline:g} seconds")
        return bytes(content)


def _checked(content: bytes, check: Callable[[bytes], object]) -> None:
    try:
        check(content)
    except NotASchemaError as error:
        if error.maybe_cut:
            raise _TryAgainError(str(error)) from None
        raise UnavailableError(str(error)) from None


def _header(response: httpx2.Response, name: str) -> str | None:
    """A header that is fit to be kept."""
    value = response.headers.get(name)
    return value if value and value.isascii() and value.isprintable() else None


def _retry_after(response: httpx2.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None

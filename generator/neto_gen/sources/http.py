"""Downloads: by https, from the host that was asked, whole, and not too much; with patience.

Long, because what a download is not allowed to do is decided where it happens.
"""

from __future__ import annotations

import math
import os
import random
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx2

from neto_gen import __version__
from neto_gen.problems import ExitCode, Failure, Problem, printable, reason
from neto_gen.sources.mirror import is_this_machine
from neto_gen.sources.scan import NotASchemaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS: Final = 5
_NOT_MODIFIED: Final = 304
_OK: Final = 200
_SHORTEST_WAIT: Final = 0.001  # seconds
_STEP: Final = 65_536  # bytes; size and time are checked after each
_LONGEST_TEXT: Final = 200  # characters of a message from a server or a library
_LONGEST_EDITION: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadPolicy:
    """Timeouts, attempts and limits of downloads.

    `timeout` is for each step of a download and `deadline` for all of it with all its attempts, in
    seconds; `wait` is the pause before the second of `attempts`, which doubles each time; `limit`
    is in bytes. All files together may be so many `files`, `total` bytes and `seconds`.
    """

    timeout: float = 20.0
    deadline: float = 90.0
    attempts: int = 3
    wait: float = 0.5
    limit: int = 8_000_000
    parallel: int = 4
    longest_wait: float = 30.0
    files: int = 1000
    total: int = 128_000_000
    seconds: float = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The validators of a file's edition that a server sent."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file as it came. `content` is None when it is the edition that was asked about."""

    url: str
    content: bytes | None
    edition: Edition


class UnavailableError(Exception):
    """A file cannot be had from an address.

    `may_pass` says that another try may go right; `is_shared`, that it is no matter of this file:
    no other can be had there either.
    """

    def __init__(self, what: str, *, may_pass: bool = False, is_shared: bool = False) -> None:
        super().__init__(what)
        self.may_pass = may_pass
        self.is_shared = is_shared


class _TryAgainError(Exception):
    """A failure that may pass, perhaps only after some seconds."""

    def __init__(
        self, what: str, seconds: float | None = None, *, unreachable: bool = False
    ) -> None:
        super().__init__(what)
        self.seconds = seconds
        self.unreachable = unreachable


class _Clock(threading.local):
    """The time by which the download of this thread must end."""

    end = math.inf


_clock = _Clock()


class _Socket(ssl.SSLSocket):
    """A socket that waits no longer than there is time for the download.

    A time-out of an HTTP library is for one read, and each byte that trickles in begins it anew.
    """

    def settimeout(self, value: float | None, /) -> None:
        """Wait so long, or as long as is left."""
        left = max(_clock.end - time.monotonic(), _SHORTEST_WAIT)
        if left < math.inf:
            value = left if value is None else min(value, left)
        super().settimeout(value)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Receive what comes. Raises TimeoutError when no time is left, whatever has come."""
        if time.monotonic() > _clock.end:
            raise TimeoutError
        return super().recv(buflen, flags)


class Downloader:
    """Downloads files, any number of threads at a time."""

    def __init__(self, policy: DownloadPolicy) -> None:
        self.policy = policy
        self.unreachable: dict[str, str] = {}
        self.total = 0
        self.lock = threading.Lock()
        self.end = time.monotonic() + policy.seconds
        context = _trusted()
        context.sslsocket_class = _Socket
        try:
            self.client = httpx2.Client(
                verify=context,
                timeout=policy.timeout,
                headers={
                    "User-Agent": f"neto-gen/{__version__}",
                    "Accept": "application/xml, */*;q=0.1",
                    "Accept-Encoding": "gzip",
                },
                # Requests to this machine use no proxy.
                mounts={"http://": httpx2.HTTPTransport()},
            )
        except (ValueError, ImportError, httpx2.InvalidURL):  # which may contain a password
            hint = "write it as http://host:port"
            problem = Problem("names a proxy that cannot be used", proxy_variable(), hint)
            raise Failure(ExitCode.USAGE, problem) from None

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def get(
        self, url: str, _file: str, known: Edition | None, check: Callable[[bytes], object]
    ) -> Download:
        """Download a file, unless it is the edition that is known.

        `check` raises NotASchemaError for content that will not do. Raises UnavailableError.
        """
        address = _address(url)
        if address is None:
            raise UnavailableError("this is not an address")
        host = address.host
        _clock.end = end = min(time.monotonic() + self.policy.deadline, self.end)
        for attempt in range(1, self.policy.attempts + 1):
            if host in self.unreachable:  # nobody waits for it a second time
                raise UnavailableError(self.unreachable[host], may_pass=True, is_shared=True)
            try:
                return self._follow(url, address, known, check)
            except _TryAgainError as error:
                if attempt == self.policy.attempts:
                    if error.unreachable:
                        self.unreachable[host] = str(error)
                    raise UnavailableError(
                        str(error), may_pass=True, is_shared=error.unreachable
                    ) from None
                pause = self._pause(attempt, error.seconds)
                if time.monotonic() + pause > end:
                    what = f"{error}, and no time is left to retry"
                    raise UnavailableError(what, may_pass=True) from None
                time.sleep(pause)
        raise UnavailableError("not tried")

    def _pause(self, attempt: int, asked: float | None) -> float:
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
        backoff = self.policy.wait * float(2 ** (attempt - 1)) * jitter
        return min(max(backoff, asked or 0.0), self.policy.longest_wait)

    def _follow(
        self, url: str, address: httpx2.URL, known: Edition | None, check: Callable[[bytes], object]
    ) -> Download:
        """Download a file, following redirects that stay on the host."""
        place = address
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._request(place, url, known)
            if isinstance(answer, str):
                place = _redirected(place, answer)
                if place.host != address.host:
                    raise UnavailableError(f"redirected to another host, {place.host}")
                if _port(place) != _port(address):
                    raise UnavailableError(f"redirected to another port, {_port(place)}")
                continue
            if answer.content is not None:
                _checked(answer.content, check)
            return answer
        raise UnavailableError(f"redirected more than {_MAX_REDIRECTS} times")

    def _request(self, place: httpx2.URL, url: str, known: Edition | None) -> Download | str:
        """Send one request: return the file, or the address that the server redirects to."""
        headers: dict[str, str] = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        try:
            with self.client.stream("GET", place, headers=headers) as response:
                return self._answer(response, url, asks=bool(headers))
        except (UnavailableError, _TryAgainError):
            raise
        except httpx2.TimeoutException as error:
            self._require_time()
            if isinstance(error, httpx2.ConnectTimeout):
                raise _TryAgainError("cannot be reached: timed out", unreachable=True) from None
            raise _TryAgainError(f"no response within {self.policy.timeout:g} seconds") from None
        except httpx2.ConnectError as error:
            what = f"cannot be reached: {_shortened(error)}"
            raise _TryAgainError(what, unreachable=True) from None
        except httpx2.ProxyError as error:
            what = f"the proxy refused it: {_shortened(error)}"
            raise _TryAgainError(what, unreachable=True) from None
        except Exception as error:  # noqa: BLE001 - whatever a response makes the library raise
            raise _TryAgainError(f"the download was interrupted: {_shortened(error)}") from None

    def _answer(self, response: httpx2.Response, url: str, *, asks: bool) -> Download | str:
        """Return the download of a response, or where it redirects; `asks` if it may be unmodified."""
        status = response.status_code
        if status in _REDIRECTS and "Location" in response.headers:
            return response.headers["Location"]
        edition = Edition(
            etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified")
        )
        if status == _NOT_MODIFIED and asks:
            return Download(url=url, content=None, edition=edition)
        if status in _RETRIED:
            raise _TryAgainError(f"HTTP {status}", _retry_after(response))
        if status != _OK:
            raise UnavailableError(f"HTTP {status}")
        return Download(url=url, content=self._body(response), edition=edition)

    def _require_time(self) -> None:
        """Raise UnavailableError when the time for this file, or for all of them, is over."""
        if time.monotonic() > self.end:
            what = f"all files together took longer than {self.policy.seconds:g} seconds"
            raise UnavailableError(what, may_pass=True, is_shared=True)
        if time.monotonic() > _clock.end:
            what = f"not finished within {self.policy.deadline:g} seconds"
            raise UnavailableError(what, may_pass=True)

    def _body(self, response: httpx2.Response) -> bytes:
        """Return the decoded content of a response; neither it nor what is read exceeds the limit."""
        content = bytearray()
        size = 0
        decoder = _decoder(response.headers.get("Content-Encoding", ""))
        for part in response.iter_raw(_STEP):
            size += len(part)
            for decoded in decoder.decode(part):
                content += decoded
                if max(size, len(content)) > self.policy.limit:
                    raise UnavailableError(f"larger than {self.policy.limit:,} bytes")
                self._require_time()
        if not decoder.is_done:
            raise _TryAgainError("the download was interrupted: the compressed data is incomplete")
        with self.lock:
            self.total += len(content)
            if self.total > self.policy.total:
                what = f"all files together are larger than {self.policy.total:,} bytes"
                raise UnavailableError(what, is_shared=True)
        return bytes(content)

    def name_of(self, url: str) -> str:
        """Return the server of an address for messages."""
        address = _address(url)
        return url if address is None else address.host or url


def proxy_variable() -> str | None:
    """Return the environment variable that names a proxy for https, if one is set."""
    names = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name)), None)


def _trusted() -> ssl.SSLContext:
    """Return a TLS context with the certificates that the environment names, or the system's."""
    try:
        return httpx2.create_ssl_context()
    except (OSError, ValueError) as error:
        name = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
        what = f"{name} names certificates that cannot be read: {reason(error)}"
        hint = "name a file of certificates in PEM form, such as your company's authority"
        raise Failure(ExitCode.USAGE, Problem(what, None, hint)) from None


def _address(url: str) -> httpx2.URL | None:
    """Return an https address, or one of this machine; None for others.

    The parsed URL is checked, which is also what is requested.
    """
    try:
        address = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        return None
    return address if address.host and _is_safe(address) else None


def _is_safe(address: httpx2.URL) -> bool:
    """Tell whether nobody on the way can change the response."""
    return address.scheme == "https" or (address.scheme == "http" and is_this_machine(address.host))


def _port(address: httpx2.URL) -> int:
    return address.port or (443 if address.scheme == "https" else 80)


def _redirected(place: httpx2.URL, location: str) -> httpx2.URL:
    """Return the address of a redirect. Raises UnavailableError when it is not an https address."""
    try:
        is_plain = location.isascii() and location.isprintable() and not {*location} & {*" \\"}
        target = place.join(location) if is_plain else None
    except (httpx2.InvalidURL, ValueError):
        target = None
    if target is None or not target.host or target.userinfo:
        raise UnavailableError(f'redirected to "{_shortened(location)}", which is not an address')
    if target.scheme != "https" and (target.scheme != place.scheme or not _is_safe(target)):
        raise UnavailableError(f"redirected to {_shortened(target)}, which is not https")
    return target


class _Plain:
    """The content of a file as it is."""

    is_done = True

    def decode(self, part: bytes) -> Iterator[bytes]:
        """Yield a part of the file unchanged."""
        yield part


class _Gzip:
    """The content of a file that comes compressed."""

    def __init__(self) -> None:
        self.decompressor = zlib.decompressobj(31)  # with gzip's header

    @property
    def is_done(self) -> bool:
        """Whether the end of the file is reached."""
        return self.decompressor.eof

    def decode(self, part: bytes) -> Iterator[bytes]:
        """Yield a part of the file decompressed, in steps, of which some may be empty."""
        try:
            while True:
                decoded = self.decompressor.decompress(part, _STEP)
                yield decoded
                part = self.decompressor.unconsumed_tail
                if self.decompressor.unused_data:
                    raise UnavailableError("has more than one compressed part")
                if not part and len(decoded) < _STEP:
                    return
        except zlib.error as error:
            raise _TryAgainError(f"the download was interrupted: {_shortened(error)}") from None


def _decoder(coding: str) -> _Plain | _Gzip:
    """Return the decoder of a content coding. Raises UnavailableError for one that was not requested."""
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip"}:
        return _Gzip()
    what = f'comes in the encoding "{_shortened(coding)}", but only gzip was requested'
    raise UnavailableError(what)


def _checked(content: bytes, check: Callable[[bytes], object]) -> None:
    try:
        check(content)
    except NotASchemaError as error:
        if error.maybe_cut:
            raise _TryAgainError(str(error)) from None
        raise UnavailableError(str(error)) from None


def _shortened(text: object) -> str:
    shown = printable(str(text)[: _LONGEST_TEXT + 1])
    return shown if len(shown) <= _LONGEST_TEXT else f"{shown[:_LONGEST_TEXT]}…"


def _header(response: httpx2.Response, name: str) -> str | None:
    """Return a header if it is safe to store."""
    value = response.headers.get(name, "")
    is_fit = value.isascii() and value.isprintable() and len(value) <= _LONGEST_EDITION
    return value if value and is_fit else None


def _retry_after(response: httpx2.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None

"""What GitLab and Azure DevOps answer on loopback: comments, requests and releases, which they keep."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Generator

TOKEN = "a token"


class Hosting:
    """What is kept: comments by number, requests by number, and releases; and who may write."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.comments: dict[int, str] = {}
        self.requests: dict[int, dict[str, Any]] = {}
        self.releases: list[dict[str, Any]] = []
        self.is_read_only = False

    def answer(self, method: str, path: str, query: dict[str, str], sent: dict[str, Any]) -> Any:
        """Return the answer to a request; None for 403, an unknown path for 404."""
        if method != "GET" and self.is_read_only:
            return None
        for pattern, act in (
            (r"/api/v4/projects/7/merge_requests/5/notes", self._notes),
            (r"/api/v4/projects/7/merge_requests/5/notes/(\d+)", self._notes),
            (r"/api/v4/projects/7/merge_requests", self._merge_requests),
            (r"/api/v4/projects/7/merge_requests/(\d+)", self._merge_requests),
            (r"/api/v4/projects/7/releases", self._releases),
            (r"/mine/p/_apis/git/repositories/r/pullRequests/5/threads", self._threads),
            (
                r"/mine/p/_apis/git/repositories/r/pullRequests/5/threads/(\d+)/comments/1",
                self._threads,
            ),
            (r"/mine/p/_apis/git/repositories/r/pullrequests", self._pull_requests),
            (r"/mine/p/_apis/git/repositories/r/pullrequests/(\d+)", self._pull_requests),
        ):
            match = re.fullmatch(pattern, path)
            if match is not None:
                number = int(match[1]) if match.groups() else None
                return act(method, number, query, sent)
        raise AssertionError(f"{method} {path} is nothing that there is")

    def _notes(
        self, method: str, number: int | None, query: dict[str, str], sent: dict[str, Any]
    ) -> Any:
        if method == "GET":
            size, page = int(query["per_page"]), int(query["page"])
            listed = [{"id": key, "body": body} for key, body in self.comments.items()]
            return listed[size * (page - 1) : size * page]
        return self._comment(method, number, sent.get("body", ""))

    def _threads(
        self, method: str, number: int | None, query: dict[str, str], sent: dict[str, Any]
    ) -> Any:
        assert query["api-version"] == "7.1"
        if method == "GET":
            gone = {"id": 900, "comments": [{"id": 1, "isDeleted": True}]}
            return {
                "value": [gone]
                + [
                    {"id": key, "comments": [{"id": 1, "content": body}]}
                    for key, body in self.comments.items()
                ]
            }
        if method == "POST":
            assert sent["status"] == 4
            sent = sent["comments"][0]
        return self._comment(method, number, sent.get("content", ""))

    def _comment(self, method: str, number: int | None, body: str) -> dict[str, Any]:
        if method == "POST":
            number = len(self.comments) + 1
        assert number is not None
        assert (method == "POST") is (number not in self.comments)
        if method == "DELETE":
            del self.comments[number]
        else:
            self.comments[number] = body
        return {}

    def _merge_requests(
        self, method: str, number: int | None, query: dict[str, str], sent: dict[str, Any]
    ) -> Any:
        if method == "GET":
            return [
                {"iid": key}
                for key, value in self.requests.items()
                if query == {"state": "opened", "source_branch": value["source_branch"]}
                and value.get("state_event") != "close"
            ]
        return self._request(method, number, sent)

    def _pull_requests(
        self, method: str, number: int | None, query: dict[str, str], sent: dict[str, Any]
    ) -> Any:
        if method == "GET":
            assert query["searchCriteria.status"] == "active"
            return {
                "value": [
                    {"pullRequestId": key}
                    for key, value in self.requests.items()
                    if value["sourceRefName"] == query["searchCriteria.sourceRefName"]
                    and value.get("status") != "abandoned"
                ]
            }
        assert len(sent.get("description", "")) <= 4000
        return self._request(method, number, sent)

    def _request(self, method: str, number: int | None, sent: dict[str, Any]) -> dict[str, Any]:
        if method == "POST":
            number = len(self.requests) + 1
            self.requests[number] = {}
        assert number is not None
        self.requests[number] |= sent
        return {}

    def _releases(
        self, method: str, _number: int | None, _query: dict[str, str], sent: dict[str, Any]
    ) -> Any:
        assert method == "POST"
        self.releases.append(sent)
        return {}


@contextmanager
def hosting() -> Generator[Hosting]:
    """Run a server that answers like both hosts."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do(self) -> None:
            """Answer a request."""
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            if self.headers.get("Content-Type") == "application/json":
                sent = json.loads(body or "{}")
            else:
                sent = {key: values[0] for key, values in parse_qs(body).items()}
            knows = {self.headers.get("PRIVATE-TOKEN"), self.headers.get("Authorization")}
            status, answer = 401, None
            if knows & {TOKEN, f"Bearer {TOKEN}"}:
                answer = kept.answer(self.command, parts.path, query, sent)
                status = 403 if answer is None else 200
            content = json.dumps(answer, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.do)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = Hosting(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()

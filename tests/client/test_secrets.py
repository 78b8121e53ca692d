"""The log of a client, and that no secret gets anywhere."""

from __future__ import annotations

import base64
import copy
import gzip
import html
import io
import json
import logging
import os
import pickle
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.console import Console
from rich.traceback import Traceback

import neto_client
from neto_client import (
    AsyncNetoClient,
    Attempt,
    AuthenticationError,
    Basic,
    Bearer,
    ConfigurationError,
    NetoClient,
    NetoError,
    OAuth,
    Options,
    PermissionDenied,
    PreparedRequest,
    ResponseError,
    Scheme,
    Secret,
    _http_logs,
)
from neto_client._redact import Secrets
from neto_client.add_customer_log import AddCustomerLogResponse, CustomerLog
from neto_client.testing import FakeStore, Misbehaviour, dropped, for_cassettes, http_error, refused
from tests.client.calling import BOTH, Kind, a_call
from tests.client.calling import send as send_with
from tests.client.echoing_store import echoing
from tests.client.http2_store import Http2Store
from tests.client.schemes import CLIENT, SCHEMES, SECRET, Case
from tests.client.spellings import CHARACTERS, TEXTS, betrays

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from neto_client import RawResponse

# In the long form, every scheme meets every spelling.
_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
_SPELLINGS = sorted(TEXTS) if _SOAK else ["plain", "base64, after two"]
FRESH = "fr3sh-token-of-the-store"


def send(kind: Kind, store: str, **settings: Any) -> RawResponse[AddCustomerLogResponse]:
    """Send with a client of this kind, which has the key unless it has something else."""
    return send_with(kind, store, **{"key": SECRET, **settings})


@BOTH
def test_a_line_for_each_call(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """At INFO there is one line, with action, status, ack, tries, time and bytes, and no data."""
    caplog.set_level(logging.INFO, "neto_client")
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b'{"Ack": "Success"}')
    send(kind, "host", http=store)
    (record,) = [record for record in caplog.records if record.name == "neto_client"]
    assert record.getMessage().startswith("AddCustomerLog status=200 ack=Success tries=1 ms=")
    assert record.getMessage().endswith("received=18")
    store.once("AddCustomerLog", dropped())
    with pytest.raises(NetoError):
        send(kind, "host", http=store)
    assert caplog.records[-1].getMessage().endswith("error=OutcomeUnknown")


@BOTH
@pytest.mark.parametrize("asked_for", [False, True])
def test_data_is_logged_only_when_asked_for(
    kind: Kind, caplog: pytest.LogCaptureFixture, *, asked_for: bool
) -> None:
    """What is sent and received is in the log only with log_bodies, and at DEBUG."""
    caplog.set_level(logging.DEBUG, "neto_client")
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b'{"CurrentTime": "today"}')
    send(kind, "host", http=store, log_bodies=asked_for)
    logged = "".join(r.getMessage() for r in caplog.records if r.name == "neto_client")
    assert ("jsmith" in logged, "today" in logged) == (asked_for, asked_for)


def package_frames(error: BaseException) -> TracebackType | None:
    """Return the part of a traceback after the test's own frames, whose variables hold secrets."""
    found = error.__traceback__
    while found is not None and not found.tb_frame.f_globals["__name__"].startswith("neto_client"):
        found = found.tb_next
    return found


def report(error: BaseException) -> str:
    """Return what a report with variables shows of an error."""
    traced = package_frames(error)
    assert traced is not None
    shown = traceback.TracebackException(type(error), error, traced, capture_locals=True)
    return "".join(shown.format())


def report_of_rich(error: BaseException) -> str:
    """Return the same as rich prints it, which inspects variables itself."""
    traced = package_frames(error)
    console = Console(file=io.StringIO(), width=1000)
    console.print(
        Traceback.from_exception(
            type(error), error, traced, show_locals=True, locals_max_string=9999
        )
    )
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def everything(error: NetoError) -> str:
    """Return everything that an error shows, in all its forms."""
    pickles = (pickle.dumps(error, protocol).decode("latin-1") for protocol in range(2, 6))
    notes: list[str] = getattr(error, "__notes__", [])
    parts = (error.args, notes, error.hint, error.problems, error.errors, error.response)
    texts = (str(error), repr(error), *map(str, parts), error.body.decode("latin-1"))
    return "\n".join((*texts, *pickles, repr(error.tries), report(error)))


@BOTH
@pytest.mark.parametrize("spelling", _SPELLINGS)
@pytest.mark.parametrize("case", SCHEMES, ids=lambda case: case.name)
def test_no_secret_of_a_scheme_gets_anywhere(
    kind: Kind, case: Case, spelling: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The request arrives, and what the store repeats is in no error, report, pickle, log or hook."""
    caplog.set_level(logging.DEBUG)
    seen: list[tuple[PreparedRequest, Attempt | None]] = []

    def see(request: PreparedRequest, tried: Attempt | None = None) -> None:
        seen.append((request, tried))

    said = " and ".join(TEXTS[spelling](secret) for secret in case.secrets)
    with echoing() as store:
        error_of_store = {"Message": "SAID", "SeverityCode": "Error"}
        answer = json.dumps({"Ack": "Error", "Messages": {"Error": error_of_store}})
        store.body = answer.replace("SAID", said).encode()
        store.headers = {"X-Echo": case.secrets[0], "Set-Cookie": f"a={case.secrets[0]}"}
        with pytest.raises(NetoError) as caught:
            send(
                kind,
                store.address,
                **{"key": None, **case.settings()},
                log_bodies=True,
                retries=0,
                on_request=see,
                on_response=see,
            )
    (arrived,) = store.arrived
    assert case.headers.items() <= arrived.items()
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "receive_response_headers.complete" in logged
    shown = everything(caught.value) + logged + repr(seen)
    if spelling == "plain":
        shown += report_of_rich(caught.value)
    assert len(seen) == 2
    assert {secret: betrays(shown, secret) for secret in case.secrets} == {
        secret: [] for secret in case.secrets
    }
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (str(copy), copy.tries, copy.hint) == (
        str(caught.value),
        caught.value.tries,
        caught.value.hint,
    )


def refusal(said: str, secret: str = SECRET, status: int = 200) -> NetoError:
    """Return the error for a refusal in these words."""
    store = FakeStore(key=secret)
    error = {"Message": "said", "SeverityCode": "Error"}
    body = json.dumps(
        {"Ack": "Error", "CustomerLog": [{"LogID": "7"}], "Messages": {"Error": error}}
    )
    reply = Misbehaviour(status, body=body.replace("said", said).encode("utf-8", "surrogatepass"))
    store.on("AddCustomerLog", reply)
    with store.client() as neto, pytest.raises(NetoError) as caught:
        neto.add_customer_log([])
    return caught.value


@pytest.mark.parametrize("spelling", TEXTS)
@pytest.mark.parametrize("secret", [SECRET, "ab\\n\"cd'ef&lt;12345", "Zx9-7kQ2wPl"])
def test_a_secret_is_found_in_every_spelling(spelling: str, secret: str) -> None:
    """However a store repeats a key, no error shows it."""
    error = refusal(f"Invalid API key {TEXTS[spelling](secret)} was given", secret)
    assert betrays(everything(error), secret) == []
    assert type(error) in (AuthenticationError, ResponseError)  # as some are no JSON


_KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=40)


@given(data=st.data(), key=_KEYS)
def test_a_secret_is_found_in_mixed_spellings(data: st.DataObject, key: str) -> None:
    """Each character of a key may be escaped in its own way; the key is cut out or all is withheld."""
    # White space and what divides words carry nothing: there must be something left to find.
    assume(sum(c.isalnum() for c in key) >= 6)
    # A key that is itself half a reference may be read as another character with some escapes.
    assume("&#" not in key)
    ways = data.draw(
        st.lists(st.sampled_from(sorted(CHARACTERS)), min_size=len(key), max_size=len(key))
    )
    spelled = "".join(CHARACTERS[way](c) for way, c in zip(ways, key, strict=True))
    around = data.draw(st.sampled_from(["", " ", "Key: ", '"', "<b>"]))
    secrets = Secrets([Secret(key)])
    assert secrets.are_in(around + spelled + around)
    left = secrets.hide(around + spelled + around)
    assert spelled not in left
    assert key not in left
    assert key not in html.unescape(left)


@pytest.mark.parametrize(
    "spelling", ["plain", "json of php", "json", "decimal reference", "percent"]
)
@pytest.mark.parametrize("secret", [SECRET, "q7Zx9k"])
def test_what_else_the_store_said_is_kept(spelling: str, secret: str) -> None:
    """Where the secret can be cut out, the rest of the message and the results are still there."""
    error = refusal(f"Invalid API key {TEXTS[spelling](secret)} was given", secret)
    assert str(error) == "AddCustomerLog: Invalid API key *** was given"
    assert isinstance(error.response, AddCustomerLogResponse)
    assert error.response.customer_log[0].log_id == 7
    assert b"***" in error.body


_ENCODINGS = ("base64", "base64 for addresses", "hexadecimal", "decimal", "uuencode")


@given(
    key=_KEYS,
    before=st.text(max_size=9),
    encodings=st.lists(st.sampled_from(_ENCODINGS), min_size=1, max_size=3),
)
def test_a_secret_is_found_in_encodings_of_encodings(
    key: str, before: str, encodings: list[str]
) -> None:
    """What is encoded up to three times is found, wherever in the encoded text the secret begins."""
    assume(not key[:8].isalpha())  # which may be a word of any text: it takes the whole
    text = f"{before.encode('ascii', 'ignore').decode()}{key} is unknown"
    for encoding in encodings:
        text = f"Request 17: {TEXTS[encoding](text)} was refused"
    assert Secrets([Secret(key)]).are_in(text)


@pytest.mark.parametrize(
    "said",
    [
        "Customer 1234567 has 12 of 15 orders; see /store/orders-and-more",
        '<a href="https://example.org/a_b-c?d=e%20f&amp;g=h">70, 105, 110, 101</a>',
        "VGhpcyBpcyBub3QgdGhlIGtleSBidXQgc29tZXRoaW5nIGVsc2U= 0x01 0x02 U+0041 \\132",
        "QUtJQUlPU0ZPRE5ON0VYQU1QTEU " * 50,
    ],
)
def test_what_looks_encoded_and_is_no_secret_is_kept(said: str) -> None:
    """Numbers, addresses and encoded data of others are shown as they came."""
    assert Secrets([Secret(SECRET), Secret("k3y-of-customer-77")]).hide(said) == said


def test_what_cannot_be_cut_out_is_withheld() -> None:
    """The kind of the error and the status remain, and the error says what is missing."""
    error = refusal(f"Permission denied: {TEXTS['base64'](SECRET)}")
    assert type(error) is PermissionDenied
    assert str(error) == "AddCustomerLog: the store's message is withheld: it may repeat a secret"
    assert error.body == b"withheld: it may repeat a secret"
    assert (error.response, error.errors, error.status) == (None, (), 200)
    assert error.operation == "AddCustomerLog"
    unreadable = refusal(f'"}} {TEXTS["backwards"](SECRET)}')
    assert type(unreadable) is ResponseError
    assert unreadable.problems == (str(error),)
    by_status = refusal(TEXTS["base64"](SECRET), status=401)
    assert type(by_status) is AuthenticationError
    assert (by_status.status, by_status.body) == (401, error.body)
    assert "known causes" in by_status.hint


def test_a_secret_in_two_messages_is_withheld() -> None:
    """What only comes together in a message of ours is not shown either."""
    store = FakeStore(key=SECRET)
    said = [{"Message": f"Key: {SECRET[:10]}"}, {"Message": SECRET[10:]}]
    store.on("AddCustomerLog", json.dumps({"Ack": "Error", "Messages": {"Error": said}}).encode())
    with store.client() as neto, pytest.raises(NetoError) as caught:
        neto.add_customer_log([])
    error = caught.value
    assert SECRET[10:] not in everything(error)


def _within(text: str) -> str:
    """Return a text in Base64, after an escape of escapes."""
    return "%2525252541 " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "said",
    ["\\" * 410_000, "%" + "25" * 20, "x" * 2_000_001, _within(_within("so it is " * 3000))],
    ids=["backslashes", "percent signs", "length", "encodings"],
)
def test_what_takes_too_long_to_search_is_not_shown(said: str) -> None:
    """A store cannot keep a client busy with escapes within escapes; what is too long is withheld."""
    error = refusal(said)
    assert error.body == b"withheld: it may repeat a secret"
    assert len(str(error)) < 10_000
    assert "AddCustomerLog" in str(error)


def test_the_words_of_what_is_too_long_to_search() -> None:
    """They are told, since they say what went wrong, but for those in which a secret is."""
    long = "x" * 2_000_001
    assert "The store is closed." in str(refusal(f"The store is closed. {long}"))
    told = refusal(f"The key {SECRET} is wrong. {long}")
    assert SECRET not in everything(told)
    assert str(told) == "AddCustomerLog: the store's message is withheld: it may repeat a secret"


@pytest.mark.parametrize("unit", ["<!--", "<?", "<a", "\\", "%25", "&amp;", SECRET[:-1], "=\n"])
def test_a_search_takes_time_in_proportion(unit: str) -> None:
    """Four times as much to search takes four times as long, whatever the store has put there."""
    secrets = Secrets([Secret(SECRET)])

    def seconds(size: int) -> float:
        body = (unit * (size // len(unit))).encode()
        begin = time.process_time()
        for _ in range(2):
            secrets.hidden(body)
        return time.process_time() - begin

    assert seconds(80_000) < 20 * max(seconds(20_000), 0.001)


@given(st.text(max_size=300))
def test_an_innocent_text_is_left_as_it_is(text: str) -> None:
    """What holds no secret is neither masked nor withheld."""
    assume("@" not in text)
    secrets = Secrets([Secret(SECRET), Secret("another-of-them"), Secret("short")])
    assert not secrets.are_in(text)
    assert secrets.hide(text) == text
    assert Secrets([]).hide(text) == text


def test_users_and_passwords_of_addresses_are_masked() -> None:
    """The address of a proxy may hold a password; what is left of it tells which it is."""
    store = FakeStore()
    at = {"Location": "https://jo:passw0rd@elsewhere.example/a?key=b"}
    store.on("AddCustomerLog", Misbehaviour(302, at))
    with store.client() as neto, pytest.raises(NetoError) as caught:
        neto.add_customer_log([])
    assert caught.value.hint.endswith("'https://***@elsewhere.example/a'")
    assert Secrets([]).hide("no http://jo:passw0rd@proxy:1") == "no http://***@proxy:1"


@BOTH
@pytest.mark.parametrize("reply", [http_error(500), dropped(), refused(f"Said {FRESH}")])
def test_headers_with_a_telling_name_are_secrets(
    kind: Kind, reply: Misbehaviour, caplog: pytest.LogCaptureFixture
) -> None:
    """What is sent in a header of a user's own is hidden where its name says that it is a secret."""
    caplog.set_level(logging.DEBUG)
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", reply)
    seen: list[Any] = []
    with pytest.raises(NetoError) as caught:
        send(
            kind,
            "host",
            http=store,
            log_bodies=True,
            headers={"X-Api-Token": FRESH},
            options=Options(headers={"X-More": "said"}),
            on_request=seen.append,
        )
    assert seen[0].headers["X-Api-Token"] == "***"
    assert seen[0].headers["X-More"] == "said"
    assert FRESH not in everything(caught.value) + caplog.text + repr(seen)


@pytest.mark.parametrize(
    "name",
    [
        *("X-Signature", "X-JWT", "Session-Id", "X-Credential", "Bearer-Of", "X-Pwd", "X-Token"),
        *(
            "X-Secret",
            "X-Auth",
            "Cookie",
            "Set-Cookie",
            "X-Api-Key",
            "X-Password",
            "x-csrf",
            "X-HMAC",
        ),
    ],
)
def test_names_of_headers_that_tell(name: str) -> None:
    """Wherever headers are shown, those with such a name have no value."""
    client = NetoClient("host", key="k", headers={name: "v4lue-of-it", "X-Plain": "plain"})
    shown = client.dry_run.add_customer_log([]).headers
    assert (shown[name], shown["X-Plain"]) == ("***", "plain")
    store = FakeStore()
    store.on("AddCustomerLog", Misbehaviour(headers={name: "v4lue-of-it"}, body=b"{}"))
    with store.client(headers={name: "v4lue-of-it"}) as neto:
        raw = neto.with_raw_response.add_customer_log([])
    assert raw.headers[name.lower()] == "v4lue-of-it"
    assert dict(raw.headers) == {name.lower(): "v4lue-of-it", "content-length": "2"}
    assert len(raw.headers) == 2
    assert "v4lue-of-it" not in repr(raw) + repr(store.requests)
    assert "'content-length': '2'" in repr(raw)


@pytest.mark.parametrize(
    "auth", [OAuth(CLIENT, SECRET), Bearer(SECRET), Bearer(lambda: SECRET), Basic("jo", SECRET)]
)
def test_a_secret_is_left_out_of_a_pickle(auth: Scheme) -> None:
    """A scheme can be pickled, copied and printed; the pickle holds no secret, and says so when used."""
    for protocol in range(2, 6):
        pickled = pickle.dumps(auth, protocol)
        assert betrays(pickled.decode("latin-1"), SECRET) == []
        assert CLIENT.encode() not in pickled
        with pytest.raises(ConfigurationError, match="the secret is not part of a pickle"):
            NetoClient("host", auth=pickle.loads(pickled))  # noqa: S301 - our own
    assert repr(auth) == str(auth) == f"{type(auth).__name__}(***)"
    assert copy.copy(secret := Secret(SECRET)) is secret
    for same in (copy.copy(auth), copy.deepcopy(auth)):
        assert NetoClient("host", auth=same).dry_run.add_customer_log([]).headers
    assert repr(Secret(SECRET)) == "***"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: NetoClient("host", key=f"{SECRET}\n{SECRET}"),
        lambda: AsyncNetoClient("host", key=f"{SECRET}\x00"),
        lambda: NetoClient("host", key=SECRET, auth=Bearer(SECRET)),
        lambda: NetoClient("host", key=SECRET, headers={"X-Token": f"{SECRET}\n"}),
        lambda: NetoClient("host", key=SECRET, headers={"X Token": SECRET}),
        lambda: NetoClient("host", key=SECRET, headers=[("X-Token", SECRET)]),  # type: ignore[arg-type]
        lambda: NetoClient("host", key=SECRET, wire="yaml"),  # type: ignore[arg-type]
        lambda: NetoClient("host", key=SECRET, rate_limit=0),
        lambda: NetoClient("http://host", key=SECRET),
        lambda: NetoClient(f"https://jo:{SECRET}@host", key=SECRET),
        lambda: NetoClient(f"https://host?key={SECRET}", key=SECRET),
        lambda: NetoClient(f"https://host:{SECRET}", key=SECRET),
        lambda: NetoClient(f"{SECRET}@host".encode(), key=SECRET),  # type: ignore[arg-type]
        lambda: NetoClient("host", key=SECRET.encode()),  # type: ignore[arg-type]
        lambda: NetoClient("host", auth=f"Bearer {SECRET}"),  # type: ignore[arg-type]
        lambda: NetoClient("host", key=SECRET, username="j\no"),
        lambda: NetoClient("host", auth=Bearer(f"{SECRET}\n{SECRET}")),
        lambda: NetoClient("host", auth=OAuth(f"{SECRET}\n{SECRET}", SECRET)),
        lambda: NetoClient("host", auth=OAuth(SECRET, f"é{SECRET}")),
        lambda: NetoClient("host", auth=OAuth("", lambda: SECRET)),
        lambda: NetoClient("host", auth=Basic("j:o", SECRET)),
        lambda: NetoClient("host", auth=Basic("jo", f"{SECRET}\0")),
        lambda: NetoClient("host", auth=Basic("jo", SECRET.encode())),  # type: ignore[arg-type]
    ],
)
def test_a_client_that_cannot_be_made_shows_no_secret(wrong: Callable[[], object]) -> None:
    """Reports that print the variables of every function do not have the key, whatever was wrong."""
    with pytest.raises(ConfigurationError) as caught:
        wrong()
    shown = everything(caught.value) + report_of_rich(caught.value)
    assert betrays(shown, SECRET) == []


def test_a_key_of_the_environment_that_cannot_be_sent_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes from the environment is treated as what is given."""
    monkeypatch.setenv("NETO_KEY", f"{SECRET}\n{SECRET}")
    with pytest.raises(ConfigurationError, match=r"^key is empty or contains") as caught:
        NetoClient("host")
    assert betrays(everything(caught.value), SECRET) == []


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({"key": f"{SECRET}\n"}, "netoapi_key"),
        ({"key": f" \t{SECRET}\r\n"}, "netoapi_key"),
        ({"auth": Bearer(f" {SECRET}")}, "authorization"),
        ({"auth": OAuth(CLIENT, f"{SECRET}\n")}, "x_secret_key"),
    ],
)
def test_white_space_at_the_ends_of_a_key_is_not_sent(
    settings: dict[str, Any], header: str
) -> None:
    """A key from a file ends in a line feed: it is sent without, and a warning says so, once."""
    with pytest.warns(
        UserWarning, match="has white space at its ends, which is not sent"
    ) as warned:
        client = NetoClient(
            "https://fake.store.test", **settings, http=(store := FakeStore(key=SECRET))
        )
    assert [warning.filename for warning in warned] == [__file__]
    assert SECRET not in str(warned[0].message)
    store.on("AddCustomerLog", b"{}")
    with client:
        client.add_customer_log([])
    assert store.requests[0].headers[header].removeprefix("Bearer ") == SECRET


class Interruption(BaseException):
    """Ends a program."""


class Interrupted(httpx2.BaseTransport):
    """Where a program is ended."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """End it."""
        assert request.headers["NETOAPI_KEY"] == SECRET
        raise Interruption


def test_a_call_that_is_interrupted_shows_no_secret() -> None:
    """Nor do the variables of the HTTP library hold one that a report would print."""
    with (
        NetoClient("host", key=SECRET, http=Interrupted()) as neto,
        pytest.raises(Interruption) as e,
    ):
        neto.add_customer_log([])
    assert betrays(report(e.value) + report_of_rich(e.value), SECRET) == []


@BOTH
def test_a_fresh_token_that_cannot_be_sent_is_not_shown(kind: Kind) -> None:
    """The token of a supplier is in no variable, either."""
    auth = Bearer(lambda: f"{SECRET}\n{SECRET}")
    with pytest.raises(NetoError, match="token is empty or contains") as caught:
        send(kind, "host", key=None, auth=auth, http=FakeStore())
    assert betrays(everything(caught.value), SECRET) == []


@pytest.mark.parametrize(
    "ack",
    [SECRET, "Success\\n2026-01-01 CRITICAL forged", "\\u001b[2J\\u202e\\u2028", "A" * 100_000],
)
def test_what_the_store_says_cannot_forge_a_log(ack: str, caplog: pytest.LogCaptureFixture) -> None:
    """A line of the log is one line of printable characters, of bounded length."""
    caplog.set_level(logging.DEBUG)
    with echoing() as store:
        store.body = f'{{"Ack": "{ack}"}}'.encode()
        send("threads", store.address, log_bodies=True)
    for record in caplog.records:
        assert record.getMessage().isprintable()
        assert len(record.getMessage()) < 11_000
        assert SECRET not in record.getMessage()
    assert "tries=1" in [r.getMessage() for r in caplog.records if r.name == "neto_client"][-1]


@pytest.mark.parametrize(
    "said", ["a\\nforged", "\\u001b[2J", "\\u202ereversed", "\\ud800", "long " * 10_000]
)
def test_what_the_store_says_is_printable_in_messages(said: str) -> None:
    """No message drives a terminal or fills a screen; what the store said is whole in `errors`."""
    store = FakeStore()
    body = f'{{"Ack": "Error", "Messages": {{"Error": {{"Message": "{said}"}}}}}}'
    store.on("AddCustomerLog", body.encode())
    with store.client() as neto, pytest.raises(NetoError) as caught:
        neto.add_customer_log([])
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 3000
    assert caught.value.errors[0].message == json.loads(f'"{said}"')


def test_many_problems_are_counted() -> None:
    """A message has the first hundred problems; `problems` has all, each within bounds."""
    error = ResponseError([f"a{n}: {'x' * 5000}\x1b" for n in range(500)], b"")
    assert str(error).endswith("\nand 400 more problems")
    assert len(str(error)) < 200_000
    assert len(error.problems) == 500
    assert all(problem.isprintable() for problem in error.problems)


@BOTH
def test_http2_sends_secrets_as_sensitive(
    kind: Kind, certificate: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Over HTTP/2, keys are kept in no table, and the log of the libraries does not show them."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    caplog.set_level(logging.DEBUG)
    with Http2Store(certificate, echo=SECRET) as store:
        send(kind, store.address, http2=True, headers={"X-Session": FRESH})
    assert store.headers[0]["netoapi_key"] == SECRET
    assert {"netoapi_key", "x-session"} <= store.sensitive[0]
    assert "netoapi_action" not in store.sensitive[0]
    # What the store logs in its own thread is its own.
    own = [record for record in caplog.records if record.thread == threading.get_ident()]
    logged = "\n".join(record.getMessage() for record in own)
    assert "httpcore2.http2" in {r.name for r in caplog.records}
    assert betrays(logged, SECRET) == betrays(logged, FRESH) == []


@pytest.mark.parametrize("installed", [True, False])
def test_h2_may_be_missing_or_another(monkeypatch: pytest.MonkeyPatch, *, installed: bool) -> None:
    """A call does without the part of h2 that marks secrets, be it gone or not as it was."""
    monkeypatch.setattr(_http_logs, "_never_indexed", set())
    monkeypatch.setattr("h2.utilities._SECURE_HEADERS", None)
    if not installed:
        monkeypatch.delitem(sys.modules, "h2")
    with echoing() as store:
        assert send("threads", store.address).status == 200


def test_filters_of_a_program_hold_for_what_a_call_logs(caplog: pytest.LogCaptureFixture) -> None:
    """A filter on a logger of the HTTP library leaves out or replaces what that logs of a call, as of any other."""
    logger = logging.getLogger("httpcore2.http11")

    def only_answers(record: logging.LogRecord) -> bool:
        return "receive_response_headers" in record.getMessage()

    class Shouting(logging.Filter):
        """Puts another record in the place of each."""

        def filter(self, record: logging.LogRecord) -> Any:
            """Return another record."""
            louder = copy.copy(record)
            louder.msg = record.getMessage().upper()
            return louder

    filters: list[Any] = [only_answers, Shouting()]
    caplog.set_level(logging.DEBUG)
    for one in filters:
        logger.addFilter(one)
    try:
        with echoing() as store:
            send("threads", store.address)
    finally:
        for one in filters:
            logger.removeFilter(one)
    said = [record.getMessage() for record in caplog.records if record.name == logger.name]
    assert [line.split()[0] for line in said] == [
        "RECEIVE_RESPONSE_HEADERS.STARTED",
        "RECEIVE_RESPONSE_HEADERS.COMPLETE",
    ]


def test_headers_on_their_way_out_show_no_secret() -> None:
    """A transport, and whatever shows variables of a traceback, sees a mask where the key goes out."""
    shown: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        shown.append(repr(request.headers.raw))
        return httpx2.Response(200, json={"Ack": "Success"})

    send("threads", "host", http=httpx2.MockTransport(answer))
    assert "(b'NETOAPI_KEY', ***)" in shown[0]
    assert SECRET not in shown[0]


def test_the_log_of_others_is_left_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    """The loggers of the HTTP library say to other programs what they always said."""
    caplog.set_level(logging.DEBUG)
    with echoing() as store:
        send("threads", store.address)
        caplog.clear()
        store.headers = {"X-Echo": SECRET}
        with httpx2.Client() as http:
            http.post(store.address, content=b"")
    assert SECRET in caplog.text


def test_every_scheme_has_a_case() -> None:
    """A scheme that is added to the package is tried with the others."""
    exported = (getattr(neto_client, name) for name in neto_client.__all__)
    schemes = {kind for kind in exported if Scheme in getattr(kind, "__mro__", ())} - {Scheme}
    assert {Basic, Bearer, OAuth} <= schemes
    assert schemes <= {type(case.settings().get("auth")) for case in SCHEMES}


@pytest.mark.parametrize("case", SCHEMES, ids=lambda case: case.name)
def test_the_stand_in_store_knows_every_scheme(case: Case) -> None:
    """A store that is given a scheme takes its requests and no others."""
    settings = case.settings()
    auth = settings.get("auth")
    fresh = "salt-and-more-salt" if case.name == "another" else SECRET
    store = FakeStore(key=fresh, auth=auth)
    store.on("AddCustomerLog", b'{"Ack": "Success"}')
    with store.client(**{**settings, "auth": auth} if auth else settings) as neto:
        neto.add_customer_log([])
    with store.client() as neto:
        neto.add_customer_log([])
    with (
        store.client(auth=Basic("jo", "another-password")) as neto,
        pytest.raises(AuthenticationError),
    ):
        neto.add_customer_log([])
    assert len(store.requests) == 2
    assert case.secrets[0] not in repr(store.requests)


@pytest.mark.parametrize("auth", [Bearer(SECRET), Basic("jo", SECRET), OAuth(CLIENT, SECRET)])
def test_a_stand_in_store_with_a_key_takes_it_in_any_scheme(auth: Scheme) -> None:
    """A store that is given a key does not mind how it comes."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    with store.client(auth=auth) as neto:
        neto.add_customer_log([])
    with store.client(auth=Bearer("YWJjOmRlZg==")) as neto, pytest.raises(AuthenticationError):
        neto.add_customer_log([])


def test_cassettes_hold_no_secret(tmp_path: Path) -> None:
    """What vcrpy records can be committed, and is played back."""
    vcr = pytest.importorskip("vcr", reason="vcrpy is not installed")
    for spelling in ("plain", "base64"):
        cassette = tmp_path / f"{spelling}.yaml"
        call = a_call(log=CustomerLog(notes=SECRET))
        with echoing() as store:
            store.body = gzip.compress(f'{{"CurrentTime": "{TEXTS[spelling](SECRET)}"}}'.encode())
            store.headers = {"Set-Cookie": "v4lue", "X-Echo": SECRET, "Content-Encoding": "gzip"}
            with vcr.use_cassette(str(cassette), **for_cassettes(SECRET)):
                send("threads", store.address, call=call, headers={"X-Jwt": FRESH})
            if spelling == "plain":
                with vcr.use_cassette(str(cassette), **for_cassettes(SECRET)):
                    played = send("threads", store.address, call=call)
                assert played.content == b'{"CurrentTime": "***"}'
            assert len(store.arrived) == 1
        recorded = cassette.read_text()
        assert betrays(recorded, SECRET) == []
        assert FRESH not in recorded
        assert "v4lue" not in recorded
        assert "AddCustomerLog" in recorded


@BOTH
@pytest.mark.parametrize("token", [None, "two\nlines"])
def test_a_token_that_cannot_be_sent(kind: Kind, token: Any) -> None:
    """A supplier of tokens that supplies none is named as what it is."""
    with pytest.raises(NetoError, match="token") as caught:
        send(kind, "host", key=None, auth=Bearer(lambda: token), http=FakeStore())
    assert caught.value.operation == a_call().action


def test_a_coroutine_can_supply_tokens() -> None:
    """The client for tasks awaits what supplies its tokens."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")

    async def supply() -> str:
        return SECRET

    assert send("tasks", "host", key=None, auth=Bearer(supply), http=store).status == 200

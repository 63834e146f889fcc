"""Tenants, the record, control by hand, and clients that mean harm."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
from pathlib import Path

import httpx2
import pytest

from autograder.upstreams import Fault, Upstreams, UpstreamServer

from .waiting import wait_until

MAIL = {"to": "ada@example.org", "subject": "Hello", "text": "Hello"}


def send(client: httpx2.Client, upstreams: Upstreams) -> int:
    return client.post(upstreams.env()["MAIL_URL"] + "/messages", json=MAIL).status_code


def raw(server: UpstreamServer, data: bytes) -> bytes:
    """Send bytes, hang up the sending side, read until the server closes."""
    with socket.create_connection(
        ("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10
    ) as connection:
        try:
            connection.sendall(data)
            with contextlib.suppress(OSError):  # the server has hung up already
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


def test_tenants_do_not_see_one_another(client: httpx2.Client, server: UpstreamServer) -> None:
    one, other = server.tenant(), server.tenant()
    other.mail.dial(Fault.ERROR)
    assert [send(client, one), send(client, other)] == [202, 503]
    assert [len(one.record), len(other.record)] == [1, 1]
    assert [len(one.mail.messages), len(other.mail.messages)] == [1, 0]


def test_a_discarded_tenant_answers_no_more(client: httpx2.Client, server: UpstreamServer) -> None:
    with server.tenant() as tenant:
        assert send(client, tenant) == 202
    assert send(client, tenant) == 404
    assert len(tenant.record) == 1


def test_without_a_token_there_is_nothing(client: httpx2.Client, server: UpstreamServer) -> None:
    server.tenant()
    for path in ("", "/", "/mail/messages", "/control", "/control/x", "//mail", "/../..", "/%2e%2e/mail"):
        assert client.post(server.url + path, json=MAIL).status_code == 404


def test_a_snapshot_of_the_record_does_not_change(client: httpx2.Client, upstreams: Upstreams) -> None:
    send(client, upstreams)
    (seen,) = before = upstreams.record
    send(client, upstreams)
    assert len(before) == 1
    assert (seen.number, seen.service, seen.operation, seen.method, seen.path) == (
        1,
        "mail",
        "send",
        "POST",
        "/messages",
    )
    assert (seen.status, seen.worked, seen.finished, seen.json) == (202, True, True, MAIL)
    with pytest.raises(TypeError):
        seen.headers["x"] = "y"  # type: ignore[index]


def test_a_request_that_no_service_knows_is_recorded(client: httpx2.Client, upstreams: Upstreams) -> None:
    assert client.delete(upstreams.env()["PAYMENTS_URL"] + "/charges/1").status_code == 404
    (seen,) = upstreams.record
    assert (seen.operation, seen.status, seen.worked) == (None, 404, False)


def test_a_full_record_refuses_and_a_rolling_one_forgets(
    client: httpx2.Client, server: UpstreamServer
) -> None:
    full, rolling = server.tenant(most=2), server.tenant(most=2, rolling=True)
    assert [send(client, full) for _ in range(3)] == [202, 202, 429]
    assert [send(client, rolling) for _ in range(3)] == [202, 202, 202]
    assert [seen.number for seen in rolling.record] == [2, 3]


def test_a_unix_socket_serves_the_same_tenants(server: UpstreamServer, tmp_path: Path) -> None:
    path = Path(os.path.relpath(tmp_path)) / "up.sock"
    with UpstreamServer(unix_socket=path) as both:
        tenant = both.tenant()
        transport = httpx2.HTTPTransport(uds=str(path))
        url = tenant.env("http://127.0.0.1:9000/")["MAIL_URL"]
        assert url.startswith(f"http://127.0.0.1:9000/{tenant.token}/")
        with httpx2.Client(transport=transport) as client:
            assert client.post(url + "/messages", json=MAIL).status_code == 202
        assert len(tenant.record) == 1
    assert not path.exists()


def test_a_taken_port_is_an_error_where_the_server_is_started(server: UpstreamServer) -> None:
    with pytest.raises(OSError, match="in use"):
        UpstreamServer(port=int(server.url.rpartition(":")[2])).start()


def test_a_name_is_given_once(server: UpstreamServer) -> None:
    server.tenant("encore")
    for name in ("encore", "control"):
        with pytest.raises(ValueError, match="another name"):
            server.tenant(name)


def test_a_server_that_does_not_run_makes_no_tenant() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        UpstreamServer().tenant()


def test_payments_start_over_when_told_so(client: httpx2.Client) -> None:
    body = {"amount_cents": 5, "currency": "EUR", "card": "tok_visa"}
    with UpstreamServer(control=True) as server:
        server.tenant("encore")
        for _ in range(2):
            assert client.post(f"{server.url}/encore/payments/charges", json=body).json()["id"] == "ch_1"
            assert client.delete(f"{server.url}/control/encore/books").json() == {"books": "empty"}


def test_dials_turn_over_http(client: httpx2.Client) -> None:
    with UpstreamServer(control=True) as server:
        tenant = server.tenant("encore")
        control = f"{server.url}/control/encore"
        assert client.put(f"{control}/mail?fault=error&status=500&times=1").json() == {
            "next 1 of any": "error, 500"
        }
        assert client.put(f"{control}/partners/trains-ic?fault=hang").status_code == 200
        assert client.get(control).json()["partners"] == {"trains-ic: every request": "hang"}
        assert [send(client, tenant), send(client, tenant)] == [500, 202]
        assert [seen["status"] for seen in client.get(f"{control}/record").json()] == [500, 202]
        assert client.delete(f"{control}/record").status_code == 200
        assert client.delete(control).status_code == 200
        assert client.get(control).json() == {"payments": {}, "mail": {}, "partners": {}, "paylane": {}}
        assert tenant.record == ()
    assert server.troubles == ()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("mail?fault=fire", "no such fault"),
        ("mail?faults=hang", "no such setting"),
        ("mail?latency=soon", "soon"),
        ("mail?times=0", "from 1"),
        ("mail?after_work=maybe", "yes or no"),
    ],
)
def test_a_wrong_dial_over_http_says_what_is_wrong(client: httpx2.Client, path: str, words: str) -> None:
    with UpstreamServer(control=True) as server:
        server.tenant("encore")
        answer = client.put(f"{server.url}/control/encore/{path}")
    assert answer.status_code == 422
    assert words in answer.json()["error"]


def test_an_app_under_test_cannot_turn_its_own_dials(client: httpx2.Client, server: UpstreamServer) -> None:
    tenant = server.tenant()
    tenant.mail.dial(Fault.ERROR)
    for path in (
        f"/control/{tenant.token}",
        f"/{tenant.token}/control/mail",
        f"/{tenant.token}/mail/../control",
    ):
        assert client.delete(server.url + path).status_code in (404, 503)
    assert send(client, tenant) == 503


HOSTILE = {
    "nothing": b"",
    "noise": b"\x00\xff\x16\x03\x01" * 50,
    "no end of headers": b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000,
    "one long header": b"GET / HTTP/1.1\r\nhost: x\r\na: " + b"b" * 100_000 + b"\r\n\r\n",
    "an endless address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    "a huge length": b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n" + b"a" * 100_000,
    "two lengths": b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    "endless chunks": b"POST /x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    + b"8000\r\n" * 1
    + b"a" * 0x8000
    + b"\r\n8001\r\n"
    + b"a" * 0x8001
    + b"\r\n0\r\n\r\n",
    "many requests at once": b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n" * 5_000,
    "a tunnel": b"CONNECT mail:25 HTTP/1.1\r\nhost: x\r\n\r\nhello",
    "an upgrade": b"GET /a HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello",
    "a broken address": b"GET http://[::1/ HTTP/1.1\r\nhost: x\r\n\r\n",
    "a thousand parameters": b"GET /x?" + b"a=1&" * 1_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_server_outlives(name: str, client: httpx2.Client, server: UpstreamServer) -> None:
    answer = raw(server, HOSTILE[name])
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert send(client, server.tenant()) == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 60_000,
        b"9" * 60_000,
        b'{"to": "\\ud800", "subject": "", "text": ""}',
        b"\xff\xfe",
        b"null",
    ],
)
def test_a_body_that_is_no_json_is_refused_or_taken_never_fatal(
    body: bytes, client: httpx2.Client, upstreams: Upstreams
) -> None:
    assert client.post(upstreams.env()["MAIL_URL"] + "/messages", content=body).status_code in (202, 422)
    (seen,) = upstreams.record
    json.dumps(seen.json)


def test_a_body_that_is_too_large_is_refused_and_not_kept(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    try:
        status = client.post(upstreams.env()["MAIL_URL"] + "/messages", content=b"a" * 70_000).status_code
    except httpx2.TransportError:  # the server need not read it all before it refuses
        status = 413
    assert status == 413
    assert upstreams.record == ()


def test_a_head_request_gets_no_body(client: httpx2.Client, upstreams: Upstreams) -> None:
    assert client.head(upstreams.env()["MAIL_URL"] + "/messages").status_code == 404
    assert send(client, upstreams) == 202


def test_one_tenant_has_so_many_requests_in_flight_and_no_more(server: UpstreamServer) -> None:
    tenant = server.tenant()
    tenant.mail.dial(Fault.HANG)
    host, port = server.url.removeprefix("http://").split(":")
    data = f"POST /{tenant.token}/mail/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n".encode()
    crowd = [socket.create_connection((host, int(port)), timeout=10) for _ in range(129)]
    try:
        for connection in crowd:
            connection.sendall(data)
        wait_until(lambda: len(tenant.record) >= 128)
        refused, _, _ = select.select(crowd, [], [], 10)
        assert [connection.recv(12) for connection in refused] == [b"HTTP/1.1 429"]
    finally:
        for connection in crowd:
            connection.close()

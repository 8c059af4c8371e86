"""The wire of the end-to-end tests does what it says, to the byte."""

import socket
import threading
from collections.abc import Iterator

import pytest

from e2e.wire import Wire
from tests.servers import free_port


class Echo:
    """Sends back what it gets, and remembers it; `ended` once a connection of its own is over."""

    def __init__(self) -> None:
        self.got = bytearray()
        self.ended = threading.Event()
        self._plug = socket.create_server(("127.0.0.1", 0))
        self.port = self._plug.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                call, _ = self._plug.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(call,), daemon=True).start()

    def _talk(self, call: socket.socket) -> None:
        with call:
            try:
                while chunk := call.recv(65_536):
                    self.got += chunk
                    call.sendall(chunk)
            except ConnectionError:
                pass
        self.ended.set()

    def close(self) -> None:
        self._plug.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.close()


@pytest.fixture
def wire(echo: Echo) -> Iterator[Wire]:
    with Wire(echo.port) as one:
        yield one


def _call(wire: Wire) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=10)


def _read(call: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (chunk := call.recv(size - len(got))):
        got += chunk
    return got


def test_bytes_go_through_both_ways_and_are_counted(wire: Wire, echo: Echo) -> None:
    with _call(wire) as call:
        sent = bytes(range(256)) * 1000
        threading.Thread(target=call.sendall, args=(sent,)).start()
        assert _read(call, len(sent)) == sent
    assert (wire.up, wire.down) == (len(sent), len(sent))


def test_a_cut_resets_what_is_open_and_refuses_what_is_new(wire: Wire) -> None:
    with _call(wire) as call:
        call.sendall(b"hello")
        assert _read(call, 5) == b"hello"
        wire.cut()
        with pytest.raises(ConnectionResetError):
            call.recv(1)
    with pytest.raises(ConnectionRefusedError):
        _call(wire)


def test_a_mended_wire_has_the_same_address_and_carries_again(wire: Wire) -> None:
    port = wire.port
    for _ in range(3):
        wire.cut()
        wire.mend()
        assert wire.port == port
        with _call(wire) as call:
            call.sendall(b"again")
            assert _read(call, 5) == b"again"


def test_mending_what_is_whole_changes_nothing(wire: Wire) -> None:
    with _call(wire) as call:
        wire.mend()
        call.sendall(b"still")
        assert _read(call, 5) == b"still"


@pytest.mark.parametrize("limit", [1, 4096, 100_003])
def test_a_cut_in_an_upload_falls_on_the_exact_byte(wire: Wire, echo: Echo, limit: int) -> None:
    with _call(wire) as call:
        call.sendall(b"before")
        assert _read(call, 6) == b"before"
        wire.cut_after(limit)
        threading.Thread(target=_send_all_or_fail, args=(call, b"x" * 300_000)).start()
        wire.wait_cut(10)
        assert echo.ended.wait(10)
    assert len(echo.got) == 6 + limit
    with pytest.raises(ConnectionRefusedError):
        _call(wire)


def test_an_armed_cut_is_forgotten_when_the_wire_is_mended(wire: Wire) -> None:
    wire.cut_after(3)
    wire.mend()
    with _call(wire) as call:
        call.sendall(b"longer than three")
        assert _read(call, 17) == b"longer than three"


def test_a_wire_may_be_mended_for_so_many_bytes(wire: Wire, echo: Echo) -> None:
    wire.cut()
    wire.mend(cut_after=5)
    with _call(wire) as call:
        threading.Thread(target=_send_all_or_fail, args=(call, b"longer than five")).start()
        wire.wait_cut(10)
        assert echo.ended.wait(10)
    assert bytes(echo.got) == b"longe"


def test_waiting_for_a_cut_that_does_not_come_says_so(wire: Wire) -> None:
    wire.cut_after(1_000)
    with pytest.raises(TimeoutError, match="not cut"):
        wire.wait_cut(0.01)


def test_a_slow_wire_delivers_everything_in_order(wire: Wire, echo: Echo) -> None:
    wire.slow(400_000, delay_s=0.02)
    sent = bytes(i % 251 for i in range(40_000))
    with _call(wire) as call:
        threading.Thread(target=call.sendall, args=(sent,)).start()
        assert _read(call, len(sent)) == sent
    assert bytes(echo.got) == sent


def test_a_server_that_is_down_looks_like_a_hang_up(echo: Echo) -> None:
    with Wire(free_port()) as wire, pytest.raises(ConnectionError), _call(wire) as call:
        call.recv(1)


def test_the_end_of_an_answer_reaches_the_phone(wire: Wire, echo: Echo) -> None:
    with _call(wire) as call:
        call.sendall(b"bye")
        call.shutdown(socket.SHUT_WR)
        assert _read(call, 100) == b"bye"
        assert call.recv(1) == b""


def _send_all_or_fail(call: socket.socket, data: bytes) -> None:
    try:
        call.sendall(data)
    except OSError:
        return

"""What stands in the way of a port is said in a sentence, and nothing is begun."""

import asyncio
import socket

import pytest

from shaiba.cli import main
from shaiba.config import BadSetting
from shaiba.ports import listen, opening


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "witness", "terminal"])
def test_a_port_that_is_taken_is_said_so_and_what_to_do(command, taken, tmp_path, capsys):
    data = tmp_path / "data"
    if command == "serve":
        assert main(["init", "--data", str(data), "--name", "log.example"]) == 0
    more = {
        "serve": [],
        "witness": ["--new", "--name", "w.example"],
        "terminal": ["--from", "http://127.0.0.1:1", "--village", "350583112216"],
    }[command]
    assert main([command, "--data", str(data), "--port", str(taken), *more]) == 2
    said = capsys.readouterr().err
    assert said == f"shaiba: port: {taken} is taken by another program. Stop that one, or choose another port.\n"


async def test_a_second_door_is_refused_in_the_same_words(taken):
    with pytest.raises(BadSetting, match="taken by another program"), opening("127.0.0.1", taken):
        await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", taken)


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [("127.0.0.1", 70_000, "70000 is not between"), ("203.0.113.7", 0, "cannot listen at 203.0.113.7")],
)
def test_a_place_that_is_none_is_named(host, port, said):
    with pytest.raises(BadSetting, match=said):
        listen(host, port)

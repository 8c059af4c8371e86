"""AMF0, as RTMP's commands have it: numbers, words, objects (Adobe, "Action Message Format AMF 0", 2007). What comes is
a stranger's: nothing is taken on its word."""

from collections.abc import Mapping, Sequence
from struct import pack, unpack_from

Value = float | bool | str | None | dict[str, "Value"] | list["Value"]


class Unreadable(Exception):
    """It is not what it should be: no RTMP, or no H.264 with AAC, what every program can give and every phone plays."""


DEEPEST = 8
_NUMBER, _BOOL, _STRING, _OBJECT, _NULL, _UNDEFINED, _MAP, _END, _LIST, _DATE, _LONG = (
    0,
    1,
    2,
    3,
    5,
    6,
    8,
    9,
    10,
    11,
    12,
)


def read_all(data: bytes) -> list[Value]:
    """All values, one after the other. Raises `Unreadable`."""
    reader, found = _Reader(data), []
    try:
        while reader.at < len(data):
            found.append(reader.value(0))
    except (IndexError, ValueError, OverflowError):  # cut, or no UTF-8
        raise Unreadable from None
    return found


def write_all(values: Sequence[Value]) -> bytes:
    """The same backwards."""
    return b"".join(_write(value) for value in values)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self.at = data, 0

    def value(self, depth: int) -> Value:
        if depth > DEEPEST:
            raise Unreadable
        sort = self._take(1)[0]
        if sort == _NUMBER:
            return float(unpack_from(">d", self._take(8))[0])
        if sort == _BOOL:
            return self._take(1) != b"\0"
        if sort in (_STRING, _LONG):
            return self._text(2 if sort == _STRING else 4)
        if sort in (_OBJECT, _MAP):
            if sort == _MAP:
                self._take(4)  # how many there are: a hint
            return self._members(depth)
        if sort in (_NULL, _UNDEFINED):
            return None
        if sort == _LIST:
            return [self.value(depth + 1) for _ in range(int.from_bytes(self._take(4)))]
        if sort == _DATE:
            return float(unpack_from(">d", self._take(10))[0])
        raise Unreadable

    def _members(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while True:
            name = self._text(2)
            if name == "" and self._data[self.at] == _END:
                self.at += 1
                return found
            found[name] = self.value(depth + 1)

    def _text(self, width: int) -> str:
        return self._take(int.from_bytes(self._take(width))).decode()

    def _take(self, size: int) -> bytes:
        if self.at + size > len(self._data):
            raise IndexError
        found = self._data[self.at : self.at + size]
        self.at += size
        return found


def _write(value: Value) -> bytes:
    if value is None:
        return bytes([_NULL])
    if isinstance(value, bool):
        return bytes([_BOOL, value])
    if isinstance(value, float | int):
        return pack(">Bd", _NUMBER, value)
    if isinstance(value, str):
        return bytes([_STRING]) + _name(value)
    if isinstance(value, Mapping):
        members = b"".join(_name(name) + _write(one) for name, one in value.items())
        return bytes([_OBJECT]) + members + bytes([0, 0, _END])
    return pack(">BI", _LIST, len(value)) + write_all(value)


def _name(text: str) -> bytes:
    data = text.encode()
    return pack(">H", len(data)) + data

"""Bytes with their length before them: what is hashed together cannot be cut at another place."""


def sized(data: bytes) -> bytes:
    """The length in four bytes, the big end first, and the bytes."""
    return len(data).to_bytes(4) + data

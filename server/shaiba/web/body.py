"""Bodies in and out: gzip in, with a limit on what it unpacks to; brotli or gzip out, as the phone accepts."""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator

import brotli

from shaiba_sync.errors import Malformed, TooLarge

from ..replica.packing import Encoding, compress
from .asked import Asked
from .refusals import HungUp

INLINE = 32_768
"""Up to so many bytes are compressed where they are; more in a thread."""

_ACCEPTED = re.compile(r"\s*(br|gzip|\*)\s*(?:;\s*q=([0-9.]+)\s*)?$", re.ASCII)


def accepted(request: Asked) -> Encoding:
    """The best encoding that the caller takes."""
    takes = set()
    for part in request.headers.get("accept-encoding", "").split(","):
        if (found := _ACCEPTED.match(part)) and not re.fullmatch(r"0(\.0*)?", found[2] or "1"):
            takes.add(found[1])
    return "br" if takes & {"br", "*"} else "gzip" if "gzip" in takes else "identity"


async def read_body(request: Asked, limit: int) -> bytes:
    """The whole body, unpacked. Raises `TooLarge` before more than the limit is held, `Malformed` on broken gzip,
    `HungUp`."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise Malformed("request")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    more = True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise HungUp
        chunk, more = message["body"], message["more_body"]
        try:
            body += unpack.decompress(chunk, limit - len(body) + 1) if unpack else chunk
        except zlib.error:
            raise Malformed("request") from None
        if len(body) > limit:
            raise TooLarge(limit)
    if unpack and (not unpack.eof or unpack.unused_data):
        raise Malformed("request")
    return bytes(body)


async def pack(text: bytes, encoding: Encoding) -> bytes:
    """The bytes as they go out."""
    if len(text) <= INLINE:
        return compress(text, encoding)
    return await asyncio.to_thread(compress, text, encoding)


async def pack_stream(parts: AsyncIterator[bytes], encoding: Encoding) -> AsyncIterator[bytes]:
    """The same for an answer that is not held whole."""
    if encoding == "identity":
        async for part in parts:
            yield part
        return
    if encoding == "br":
        packer = brotli.Compressor(quality=5)
        process, finish = packer.process, packer.finish
    else:
        deflate = zlib.compressobj(6, wbits=31)
        process, finish = deflate.compress, deflate.flush
    async for part in parts:
        if packed := await asyncio.to_thread(process, part):
            yield packed
    yield finish()

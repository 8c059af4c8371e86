"""Photos and voice: sent in pieces, looked at, kept under the hash of their bytes."""

import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from tests.conftest import HOME, SQUARE, Village, disclosure
from tests.web.test_identity import sign_in

MAX_BLOB = 8 * 1024 * 1024


def picture(format_: str, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(out, format_, **more)
    return out.getvalue()


def exif() -> bytes:
    found = Image.Exif()
    found[0x010F] = "Maker"
    return found.tobytes()


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def send(
    village: Village, data: bytes, kind: str, *, blob: str = "", offset: int = 0, stop: int | None = None
) -> Any:
    headers = {
        "x-shaiba": "1",
        "upload-offset": str(offset),
        "upload-length": str(len(data)),
        "content-type": kind,
    }
    return await village.client.put(f"/blob/{blob or hash_of(data)}", content=data[offset:stop], headers=headers)


async def test_an_upload_goes_on_where_it_was_cut(village: Village) -> None:
    await sign_in(village, village.accountant)
    data = picture("PNG")
    first = await send(village, data, "image/png", stop=100)
    assert first.json() == {"offset": 100, "length": len(data), "complete": False}
    asked = await village.client.head(f"/blob/{hash_of(data)}")
    assert asked.headers["upload-offset"] == "100"
    wrong = await send(village, data, "image/png", offset=50)
    assert (wrong.status_code, wrong.json()["error"], wrong.json()["detail"]) == (409, "wrong_offset", {"offset": 100})
    rest = await send(village, data, "image/png", offset=100)
    assert rest.json() == {"offset": len(data), "length": len(data), "complete": True}
    again = await send(village, data, "image/png")
    assert again.json()["complete"]


async def test_two_senders_of_one_hash_do_not_spoil_each_others_upload(village: Village) -> None:
    data = picture("PNG")
    await sign_in(village, village.neighbour)
    await send(village, b"\0" * len(data), "image/png", blob=hash_of(data), stop=50)
    await sign_in(village, village.accountant)
    assert (await send(village, data, "image/png")).json()["complete"]


async def test_other_bytes_than_the_hash_names_are_dropped(village: Village) -> None:
    await sign_in(village, village.accountant)
    data, other = picture("PNG"), picture("PNG")
    answer = await send(village, other, "image/png", blob=hash_of(data))
    assert (answer.status_code, answer.json()["error"]) == (422, "wrong_hash")
    assert (await village.client.head(f"/blob/{hash_of(data)}")).headers["upload-offset"] == "0"
    assert (await send(village, data, "image/png")).json()["complete"]


BAD = [
    ("image/png", picture("JPEG"), "content"),
    ("image/jpeg", b"<html><script>alert(1)</script>", "content"),
    ("audio/webm", picture("PNG"), "content"),
    ("text/html", b"<html>", "type"),
    ("image/svg+xml", b"<svg/>", "type"),
    ("image/jpeg", picture("JPEG", exif=exif()), "metadata"),
    ("image/jpeg", picture("JPEG", comment=b"hello"), "metadata"),
    ("image/webp", picture("WEBP", exif=exif()), "metadata"),
    ("image/webp", picture("WEBP", xmp=b"<x:xmpmeta/>"), "metadata"),
    ("image/png", picture("PNG", exif=exif()), "metadata"),
    ("image/png", picture("PNG") + b"<script>", "metadata"),
    ("image/png", picture("PNG")[:-40], "broken"),
    ("image/jpeg", picture("JPEG")[:600], "broken"),
]


@pytest.mark.parametrize(
    ("kind", "data", "why"), BAD, ids=[f"{kind} {why} {n}" for n, (kind, _, why) in enumerate(BAD)]
)
async def test_what_is_not_what_it_says_is_refused_and_dropped(
    village: Village, kind: str, data: bytes, why: str
) -> None:
    await sign_in(village, village.accountant)
    answer = await send(village, data, kind)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_type")
    assert answer.json()["detail"]["why"] in (why, "broken", "metadata")
    assert await village.store.blob(hash_of(data)) is None
    assert not village.server.blobs.has(hash_of(data))


def bomb() -> bytes:
    """A small file that says it is 50,000 pixels square."""
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


async def test_a_pixel_flood_is_refused_before_it_is_unpacked(village: Village) -> None:
    await sign_in(village, village.accountant)
    answer = await send(village, bomb(), "image/png")
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_type")


async def test_a_blob_has_a_limit(village: Village) -> None:
    await sign_in(village, village.accountant)
    headers = {"x-shaiba": "1", "upload-offset": "0", "content-type": "image/png"}
    longer = {**headers, "upload-length": str(MAX_BLOB + 1)}
    answer = await village.client.put("/blob/" + "0" * 64, content=b"x", headers=longer)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    more_than_said = {**headers, "upload-length": "3"}
    answer = await village.client.put("/blob/" + "0" * 64, content=b"xxxx", headers=more_than_said)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    no_number = {**headers, "upload-length": "+3"}
    answer = await village.client.put("/blob/" + "0" * 64, content=b"xxx", headers=no_number)
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


def entry_with(blob: str) -> list[dict[str, Any]]:
    receipt = {"blob": blob, "type": "image/png", "w": 64, "h": 48, "sort": "invoice"}
    members = {
        "disclosure": "d1", "voucher": "1", "date": "2026-09-03", "direction": "out", "subject": "办公费",
        "summary": "纸", "payee": "百货店", "amount_fen": 4800,
    }  # fmt: skip
    return [
        disclosure(),
        {"do": "entry.post", "id": "e1", "set": members},
        {"do": "entry.attach", "id": "e1", "append": {"receipts": receipt}},
    ]


async def sizes(village: Village, *files: bytes) -> object:
    """What anyone is told of how large these are."""
    answer = await village.client.post(
        "/blobs", json={"blobs": [hash_of(one) for one in files]}, headers={"x-shaiba": "1"}
    )
    return answer.json()["sizes"]


async def test_a_blob_is_everyones_once_something_public_refers_to_it(village: Village) -> None:
    await sign_in(village, village.accountant)
    data = picture("PNG")
    await send(village, data, "image/png")
    village.client.cookies.clear()
    url = f"/blob/{hash_of(data)}"
    assert (await village.client.get(url)).status_code == 404
    assert await sizes(village, data) == {}
    assert (await village.sync(village.accountant.say(HOME, *entry_with(hash_of(data)))))[0].verdict == "stored"
    answer = await village.client.get(url)
    assert (answer.content, answer.headers["content-type"]) == (data, "image/png")
    assert "immutable" in answer.headers["cache-control"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert await sizes(village, data, b"not here") == {hash_of(data): len(data)}


async def test_a_photo_of_the_square_is_for_those_on_the_roll(village: Village) -> None:
    data = picture("PNG")
    await sign_in(village, village.villager)
    await send(village, data, "image/png")
    said = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
    photo = {"photos": {"blob": hash_of(data), "type": "image/png", "w": 64, "h": 48}}
    changes = [
        {"do": "appeal.file", "id": "a1", "set": said},
        {"do": "appeal.attach", "id": "a1", "append": photo},
    ]
    assert (await village.sync(village.villager.say(SQUARE, *changes)))[0].verdict == "stored"
    url = f"/blob/{hash_of(data)}"
    village.client.cookies.clear()
    assert (await village.client.get(url)).status_code == 404
    assert await sizes(village, data) == {}
    await sign_in(village, village.neighbour)
    answer = await village.client.get(url)
    assert answer.content == data
    assert "private" in answer.headers["cache-control"]


async def test_a_carrier_without_a_session_brings_bytes_that_a_stored_op_names_and_no_others(village: Village) -> None:
    data, other = picture("PNG"), picture("PNG")
    unnamed = await send(village, data, "image/png")
    assert (unnamed.status_code, unnamed.json()["error"]) == (401, "signed_out")
    await village.sync(village.accountant.say(HOME, *entry_with(hash_of(data))))
    piece = await send(village, data, "image/png", stop=100)
    assert (piece.json()["error"], piece.json()["detail"]) == ("wrong_offset", {"offset": 0})
    wrong = await send(village, other, "image/png", blob=hash_of(data))
    assert (wrong.status_code, wrong.json()["error"]) == (422, "wrong_hash")
    assert (await send(village, data, "image/webp")).json()["error"] == "bad_type"
    assert list((village.server.config.data / "blobs" / "partial").iterdir()) == []
    assert (await send(village, data, "image/png")).json()["complete"]
    assert (await village.client.get(f"/blob/{hash_of(data)}")).content == data

"""What anyone may read and any cache may keep."""

import pytest

from shaiba.replica.duty import say_all
from shaiba.replica.pull import RUNS
from shaiba_sync.op import leaf_of
from shaiba_sync.tree import Frontier, open_note, root_of
from shaiba_sync.wire import Behind, Bundles, End, Lines
from tests.conftest import HOME, NOW_MS, VILLAGE, Village, grant, lines_of


async def many_lines(village: Village, count: int) -> int:
    """Lines as a busy village has them, one act each; returns how many there are now."""
    await say_all(village.replica, [(HOME, [grant(f"p{n}", "villager")]) for n in range(count)], now_ms=NOW_MS)
    head = await village.store.head(HOME)
    assert head is not None
    return head.size


async def test_a_cold_phone_gets_the_whole_log_from_files_and_the_tail_from_sync(village: Village) -> None:
    size = await many_lines(village, 600)
    [offer, _] = await village.sync(have={HOME: (0, 0)})
    assert isinstance(offer, Bundles)
    assert offer.bundles == 512
    response = await village.client.get(f"/log/{HOME}/entries/0-1", headers={"accept-encoding": "br"})
    assert response.headers["content-encoding"] == "br"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    lines = response.content.splitlines()
    assert len(lines) == 512
    items = await village.sync(have={HOME: (0, 512)})
    page = items[0]
    assert isinstance(page, Lines)
    lines += lines_of(items)
    checkpoint = open_note(page.checkpoint, village.replica.vkey)
    assert checkpoint.size == size == len(lines)
    assert checkpoint.root == root_of([leaf_of(line) for line in lines])


async def test_bundles_say_the_same_in_every_encoding_and_after_a_restart_of_compression(village: Village) -> None:
    await many_lines(village, 300)
    texts = []
    for encoding in ("identity", "gzip", "br", "br"):
        response = await village.client.get(f"/log/{HOME}/entries/0", headers={"accept-encoding": encoding})
        assert response.headers.get("content-encoding", "identity") == encoding
        texts.append(response.content)
    assert len(set(texts)) == 1


async def test_a_partial_bundle_is_addressed_by_its_width(village: Village) -> None:
    await many_lines(village, 5)
    response = await village.client.get(f"/log/{HOME}/entries/0.p/3")
    assert response.status_code == 200
    assert response.content.splitlines() == await village.store.lines(HOME, 0, 3)
    assert "immutable" in response.headers["cache-control"]


async def test_what_is_not_there_yet_is_not_found(village: Village) -> None:
    for path in (
        f"/log/{HOME}/entries/0",
        f"/log/{HOME}/entries/0-1",
        f"/log/{HOME}/entries/0.p/200",
        f"/log/{HOME}/entries/0.p/0",
        f"/log/{HOME}/entries/-1",
        f"/log/{HOME}/entries/00",
        f"/log/{HOME}/entries/9999999999999999999",
        f"/log/{HOME}/tile/0/0",
        f"/log/{HOME}/tile/9/0",
        f"/log/square/{VILLAGE}/checkpoint",
        "/log/village/000000000000/checkpoint",
        "/log/tip/x/checkpoint",
    ):
        response = await village.client.get(path)
        assert (response.status_code, response.json()["error"]) == (404, "not_found"), path


async def test_tiles_hold_the_hashes_of_the_tree(village: Village) -> None:
    await many_lines(village, 300)
    leaves = await village.store.leaves(HOME, 0, 256)
    level0 = await village.client.get(f"/log/{HOME}/tile/0/0")
    assert level0.content == b"".join(leaves)
    level1 = await village.client.get(f"/log/{HOME}/tile/1/0.p/1")
    assert level1.content == root_of(leaves)
    some = await village.client.get(f"/log/{HOME}/tile/0/1.p/4")
    assert some.content == b"".join(await village.store.leaves(HOME, 256, 260))


async def test_the_checkpoint_is_signed_and_asked_for_again(village: Village) -> None:
    response = await village.client.get(f"/log/{HOME}/checkpoint")
    key = (await village.client.get("/log/key")).json()
    checkpoint = open_note(response.text, key["vkey"])
    assert checkpoint.origin == f"test.example/{HOME}"
    assert response.headers["cache-control"] == "no-cache"
    again = await village.client.get(f"/log/{HOME}/checkpoint", headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_each_run_of_a_long_answer_is_proven_at_its_own_size(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Private scopes have no files: their lines come in runs, each with a checkpoint of where it ends."""
    size = await many_lines(village, 90)
    monkeypatch.setattr("shaiba.replica.pull.RUN_LINES", 10)
    monkeypatch.setattr("shaiba.replica.pull.FETCH_LINES", 4)
    have, frontier, runs = 0, Frontier(), []
    while have < size:
        *items, end = await village.sync(have={HOME: (0, have)})
        assert isinstance(end, End)
        found = [item for item in items if isinstance(item, Lines)]
        lines = lines_of(items)
        for run in found:
            assert run.begin == have
            for line in lines[: run.count]:
                frontier = frontier.append(leaf_of(line))
            del lines[: run.count]
            checkpoint = open_note(run.checkpoint, village.replica.vkey)
            assert (checkpoint.size, checkpoint.root) == (run.to, frontier.root())
            have = run.to
        assert [run.more for run in found] == [False] * (len(found) - 1) + [have < size]
        runs.append(len(found))
    assert runs[:-1] == [RUNS] * (len(runs) - 1)
    assert len(runs) > 1


async def test_a_phone_that_is_ahead_is_told_where_the_log_ends(village: Village) -> None:
    size = (await village.store.head(HOME)).size
    [answer, _] = await village.sync(have={HOME: (0, size + 5)})
    assert isinstance(answer, Behind)
    assert answer.behind == size
    [other, _] = await village.sync(have={HOME: (1, size)})
    assert isinstance(other, Behind)


async def test_nothing_new_is_an_empty_answer(village: Village) -> None:
    size = (await village.store.head(HOME)).size
    assert await village.sync(have={HOME: (0, size)}) == []


async def test_regions_come_with_readings_and_an_etag(village: Village) -> None:
    response = await village.client.get("/regions.json")
    body = response.json()
    assert body["v"] == 1
    assert [VILLAGE, "联中村", "village", "350524102000"] in body["regions"]
    assert body["pinyin"]["村"] == "cun"
    again = await village.client.get("/regions.json", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


async def test_one_region_comes_alone_and_an_unknown_one_is_none(village: Village) -> None:
    response = await village.client.get("/regions.json", params={"code": VILLAGE})
    assert response.json() == {"v": 1, "regions": [[VILLAGE, "联中村", "village", "350524102000"]], "pinyin": {}}
    for code in ("350524102999", "no code"):
        response = await village.client.get("/regions.json", params={"code": code})
        assert (response.status_code, response.json()["regions"]) == (200, [])

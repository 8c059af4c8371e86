"""What of tips is public: keys, counts, findings; no number of a person, and by nobody without a passkey."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shaiba_sync.wire import Refused, Verdict
from tests.conftest import TODAY, TOWN, Village, open_village
from tests.tips.county import COUNTY, Inspector, appoint, begin_roll

SCOPE = f"region/{COUNTY}"
FOUND = {"about": TOWN, "day": TODAY, "conclusion": "partly", "summary": "石料少了一半，已补齐。"}


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with open_village(tmp_path) as found:
        await found.settle()
        await begin_roll(found)
        yield found


@pytest_asyncio.fixture
async def inspector(village: Village) -> Inspector:
    return await appoint(village, "p-inspector")


async def said(village: Village, inspector: Inspector, **more: Any) -> Verdict | Refused:
    change = {"do": "finding.publish", "id": "f1", "set": FOUND | more}
    answer: Verdict | Refused = (await village.sync(inspector.phone.say(SCOPE, change)))[0]
    return answer


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("找李三核实，电话 13912345678。", "mobile"),
        ("身份证 510107198001011235 的人多领了一份。", "identity"),
        ("退到卡号 6222021234567894 的钱对上了。", "card"),
    ],
)
async def test_a_finding_holds_no_number_of_a_person(
    village: Village, inspector: Inspector, words: str, sort: str
) -> None:
    answer = await said(village, inspector, summary=words)
    assert isinstance(answer, Refused)
    assert (answer.error, answer.detail) == ("identifier", {"kind": "finding", "field": "set.summary", "sort": sort})
    assert await village.store.records(SCOPE, "finding") == []


async def test_a_finding_needs_a_passkey_just_shown(village: Village, inspector: Inspector) -> None:
    village.client.cookies.set("other", "x")  # nobody's session
    answer = await said(village, inspector)
    assert isinstance(answer, Refused) and answer.error == "step_up"
    village.client.cookies.clear()
    assert isinstance(await said(village, inspector), Verdict)


async def test_everybody_reads_keys_counts_and_findings_and_nobody_else_what_is_kept_for_an_inspector(
    village: Village, inspector: Inspector
) -> None:
    assert isinstance(await said(village, inspector), Verdict)
    safe = {"person": "p-inspector", "wrapped": "A" * 400, "nested": ["B" * 700] * 3}
    kept = inspector.phone.say(f"watch/{COUNTY}", {"do": "tipsafe.keep", "id": "k-p-inspector", "set": safe})
    assert isinstance((await village.sync(kept))[0], Verdict)
    head = await village.store.head(SCOPE)
    assert head is not None
    public = (await village.client.get(f"/log/{SCOPE}/entries/0.p/{head.size}")).text
    assert inspector.recipient in public and FOUND["summary"] in public and "A" * 400 not in public
    for file in ("checkpoint", "entries/0.p/1"):
        assert (await village.client.get(f"/log/watch/{COUNTY}/{file}")).status_code == 404

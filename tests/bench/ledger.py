"""The village that is measured: 10,000 ledger records of 13 fields, about 620 bytes of JSON, always the same."""

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from pypinyin.phrases_dict import phrases_dict

SEED = 20260101
RECORDS = 10_000
ACTS = 250

_PLACES = [
    "蓉溪村",
    "前埔组",
    "后厝组",
    "溪尾组",
    "顶寮组",
    "水尾宫边",
    "小学操场",
    "老人活动中心",
    "村部后山",
    "东洋垄",
    "西坂",
    "石鼓山脚",
]
_WORKS = [
    "机耕路硬化",
    "水渠清淤",
    "路灯维修",
    "饮水池清洗",
    "垃圾清运",
    "河道保洁",
    "围墙粉刷",
    "公厕改造",
    "挡土墙修复",
    "山林防火巡查",
    "茶园道路养护",
]
_WHYS = (
    "经村两委会议研究并经村民代表会议表决通过",
    "按照四议两公开程序办理，结果已在公示栏张贴五个工作日",
    "因台风暴雨造成水毁，属应急抢修，事后补办手续",
    "依据合同约定，经监督委员会现场验收合格后支付",
    "上级专项补助资金到账后按进度拨付，专款专用",
)
_SUBJECTS = [
    "管理费用",
    "公益支出",
    "工程建设",
    "经营支出",
    "其他支出",
    "补助收入",
    "发包收入",
    "经营收入",
    "投资收益",
    "其他收入",
]
_ACCOUNTS = ["农信社基本户", "村集体经济组织专户", "代管资金专户"]
_METHODS = ["银行转账", "公务卡", "网上支付", "现金支票"]
_FAMILY = "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖周"
_GIVEN = "志明建国秀英文斌丽华海燕金水阿土春梅国强美玉天送顺发水木清泉火旺"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Act:
    """One month, or part of one: a disclosure with its entries, as the changes of one op."""

    changes: list[dict[str, object]]


def acts(records: int = RECORDS, count: int = ACTS, seed: int = SEED, prefix: str = "") -> Iterator[Act]:
    """`count` acts with `records` entries between them; ids begin with `prefix`, so that two runs do not meet."""
    chance = random.Random(seed)
    for number in range(count):
        disclosure = prefix + _id(chance)
        months = f"2025-{number % 12 + 1:02d}"
        publish: dict[str, object] = {
            "do": "disclosure.publish",
            "id": disclosure,
            "set": {
                "title": f"{months} 收支明细（{number}）",
                "class": "finance",
                "category": "ledger",
                "period": months,
            },
        }
        share = records * (number + 1) // count - records * number // count
        yield Act([publish] + [_entry(chance, disclosure, months, prefix) for _ in range(share)])


def edits(number: int, records: int = RECORDS, count: int = ACTS) -> Iterator[Act]:
    """The `number`th time that 100 of the records change, in 10 acts: three short fields, of a third the text too."""
    chance = random.Random(SEED + 100 + number)
    entries = [change["id"] for act in acts(records, count) for change in act.changes[1:]]
    some = [entries[at] for at in range(0, len(entries), len(entries) // 100)][:100]
    for at in range(0, 100, 10):
        changes: list[dict[str, object]] = []
        for place, entry in enumerate(some[at : at + 10]):
            put: dict[str, object] = {
                "reason": f"第{number}次更正",
                "approver": _name(chance),
                "voucher": f"更-{number:04d}",
            }
            if place % 3 == 0:
                put["summary"] = _prose(chance) + _prose(chance)
            changes.append({"do": "entry.correct", "id": entry, "set": put})
        yield Act(changes)


def singles(count: int, seed: int) -> Iterator[Act]:
    """A disclosure, then `count` acts of one entry each."""
    chance = random.Random(seed)
    (first,) = acts(0, 1, seed)
    yield first
    for _ in range(count):
        yield Act([_entry(chance, str(first.changes[0]["id"]), "2026-01", "")])


def ndjson(records: int = RECORDS, count: int = ACTS) -> bytes:
    """The bare records, one a line: what any way of sending them has to carry, and nothing else."""
    lines = [
        msgspec.json.encode({"id": change["id"], **change["set"]})  # type: ignore[dict-item]
        for act in acts(records, count)
        for change in act.changes
    ]
    return b"\n".join(lines) + b"\n"


def _entry(chance: random.Random, disclosure: str, months: str, prefix: str) -> dict[str, object]:
    place, work = chance.choice(_PLACES), chance.choice(_WORKS)
    summary = (
        f"{place}{work}：{chance.choice(_WHYS)}，共计{chance.randint(2, 90)}个工日，用水泥{chance.randint(1, 300)}包、"
        f"沙石{chance.randint(1, 80)}方，单价{chance.randint(12, 900)}元；"
        f"{_prose(chance)}。"
    )
    return {
        "do": "entry.post",
        "id": prefix + _id(chance),
        "set": {
            "disclosure": disclosure,
            "voucher": f"记-{chance.randint(1, 9999):04d}",
            "date": f"{months}-{chance.randint(1, 28):02d}",
            "direction": "out" if chance.random() < 0.8 else "in",
            "subject": chance.choice(_SUBJECTS),
            "summary": summary,
            "payee": f"{_name(chance)}（{place}）",
            "amount_fen": chance.randint(1_000, 9_000_000),
            "account": chance.choice(_ACCOUNTS),
            "method": chance.choice(_METHODS),
            "handler": _name(chance),
            "witness": _name(chance),
            "approver": _name(chance),
        },
    }


def _prose(chance: random.Random) -> str:
    """Words in the uneven frequencies of real text (Zipf), so that it compresses as real text does, and no better."""
    words, weights = _words()
    return "".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 34)))


@functools.cache
def _words() -> tuple[list[str], list[float]]:
    words = sorted(word for word in phrases_dict if len(word) in (2, 3))
    random.Random(SEED).shuffle(words)
    total, weights = 0.0, []
    for rank in range(len(words)):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return words, weights


def _name(chance: random.Random) -> str:
    return chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, 2))


def _id(chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(12))

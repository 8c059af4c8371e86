# ruff: noqa: E501
"""Rows as everyone, the village and the office read them (privacy.md). All people and numbers are invented."""

from typing import Any

from common import Vectors, good
from personal import ID, checked, luhn

POLICY: dict[str, Any] = {"names": "surname", "village": "full", "illness": []}


def privacy_vectors() -> Vectors:
    return [*name_vectors(), *number_vectors(), *row_vectors()]


def name_vectors() -> Vectors:
    texts = {
        "one of three": ("王德明", ["王德明"]), "one of two": ("李四", ["李四"]), "a double surname": ("欧阳修平", ["欧阳修平"]),
        "a double surname and one": ("司马光", ["司马光"]), "another people's": ("买买提·吐尔逊", ["买买提·吐尔逊"]),
        "several": ("王德明、李四,陈阿妹；林小燕/张三", ["王德明", "李四", "陈阿妹", "林小燕", "张三"]), "and others": ("王德明等12人", ["王德明"]),
        "with a bracket": ("王德明（3组）", ["王德明"]), "with another bracket": ("王德明(代)", ["王德明"]), "a household": ("王德明户", ["王德明"]),
        "two with and": ("王德明和李四", ["王德明", "李四"]), "and inside a name": ("王和平", ["王和平"]), "a couple": ("王德明夫妇", ["王德明"]),
        "a surname that floods have too": ("洪小燕、洪水", ["洪小燕"]), "after what is done": ("付给王德明", ["王德明"]), "one whose surname is a word": ("付明", ["付明"]), "after a group": ("第3组王德明", ["王德明"]),
        "after a group in words": ("三组王德明", ["王德明"]), "before a group": ("王德明3组", ["王德明"]), "before a number": (f"王德明{luhn('622202123456789')}", ["王德明"]),
        "one beside a firm": ("宏达建材店 王德明", ["王德明"]),
    }  # fmt: skip
    firms = [
        "", "宏达建材店", "金源超市", "方圆公司", "国网晋江供电公司", "石油", "农户", "王家村", "李氏祠堂", "张府饭店", "高塔电站", "中国农业银行", "全体村民",
        "王", "王德明明明", "wang", "王1明", "德明和宏达店",
    ]  # fmt: skip
    vectors = [_want(good(f"names: {why}", "find_names", text=text), want) for why, (text, want) in texts.items()]
    return vectors + [_want(good(f"no name: {text or 'nothing'}", "find_names", text=text), []) for text in firms]


def number_vectors() -> Vectors:
    identity, card = checked(ID), luhn("622202123456789")
    return [
        good(f"struck: {why}", "strike_personal", text=text)
        for why, text in {
            "nothing": "付路灯电费 4860.00", "an identity number": f"身份证{identity}号", "a card, its bank stays": f"农业银行{card}",
            "a mobile": "电话139-1234-5678", "a landline": "(0834) 2166188", "two": f"🌾{identity} {card}",
            "an office's phone": "监督电话 0834-2166188",
        }.items()
    ]  # fmt: skip


def row_vectors() -> Vectors:
    identity, card = checked(ID), luhn("622202123456789")
    base = {
        "voucher": "记-17",
        "date": "2026-10-08",
        "direction": "out",
        "subject": "救助",
        "summary": "付款",
        "payee": "王德明",
        "amount_fen": 486000,
    }
    full = {**POLICY, "names": "full"}
    cases: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
        ("a name, and the same in the words", {"summary": "付王德明护林工资"}, POLICY, []),
        ("a firm", {"payee": "宏达建材店"}, POLICY, []),
        ("who acts keeps the name", {"payee": "陈国强", "handler": "陈国强", "witness": "李四", "summary": "陈国强垫付"}, POLICY, []),
        ("illness", {"summary": "付王德明尿毒症透析、肺癌化疗补助", "note": "肢体二级残疾"}, POLICY, []),
        ("illness in the payee's column", {"payee": "王德明（脑瘫）"}, POLICY, []),
        ("a category of the law stays", {"summary": "残疾人两项补贴、低保"}, POLICY, []),
        ("degrees", {"summary": "一级残疾 二级精神残疾 智力残疾 精神残疾二级"}, POLICY, []),
        ("numbers", {"summary": f"身份证{identity}", "account": f"农业银行{card}", "handler": "陈国强13912345678", "payee": f"王德明{card}"}, POLICY, []),
        ("a number for a voucher", {"voucher": card}, POLICY, []),
        ("someone of the roll in the words", {"payee": "宏达建材店", "summary": "维修林小燕家水管，李四帮工"}, POLICY, ["林小燕", "李四"]),
        ("someone of the roll who acts", {"payee": "宏达建材店", "summary": "林小燕垫付", "approver": "林小燕"}, POLICY, ["林小燕"]),
        ("the longer name first", {"payee": "王德、王德明", "summary": "王德明与王德"}, POLICY, []),
        ("names in full", {"summary": f"付王德明中风救助{identity}"}, full, ["林小燕"]),
        ("nothing more for the village", {"summary": "付王德明"}, {**POLICY, "village": "surname"}, []),
        ("a word of the county's own", {"summary": "老烂脚、癌症救助"}, {**POLICY, "illness": [{"word": "老烂脚", "category": "大病"}]}, []),
        ("a word that is nobody's name", {"payee": "石大山", "summary": "付石大山水泥款"}, {**POLICY, "plain": ["石大山"]}, []),
        ("not one whom the roll has", {"payee": "石大山", "summary": "付石大山水泥款"}, {**POLICY, "plain": ["石大山"]}, ["石大山"]),
        ("a county's word with signs in it", {"summary": "付(A+)病"}, {**POLICY, "illness": [{"word": "(A+)病", "category": "大病"}]}, []),
    ]  # fmt: skip
    return [
        good(f"a row: {why}", "mask_row", row={**base, **fields}, policy=policy, known=known)
        for why, fields, policy, known in cases
    ]


def _want(vector: dict[str, Any], want: list[str]) -> dict[str, Any]:
    if vector["want"] != want:
        raise ValueError(f"{vector['name']}: {vector['want']}")
    return vector

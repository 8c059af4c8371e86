"""What of a ledger's row everyone may read, what the village's own people, and what the office keeps.

Works on the row alone and what is known of names: the same on the phone before it signs and in the importer. It covers
names of who is paid, illness and numbers; never who acts, nor the money.
Spec: sync/spec/privacy.md. Vectors: sync/vectors/privacy.json.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from shaiba_sync.personal import (
    DOUBLE_SURNAMES,
    PersonalSort,
    find_personal,
    hide_personal,
    mask_personal,
    may_hold_number,
)

Row = Mapping[str, Any]

PAID = ("payee",)
"""Fields that say who is paid."""
(_PAYEE,) = PAID  # there is one
WORDS = ("subject", "summary", "account", "method", "project", "note")
"""Fields of running text."""
ACTS = ("handler", "witness", "approver")
"""Who acts for the village answers for it by name."""
_COVERED = ("voucher", *PAID, *WORDS)
_MASKED = (*_COVERED, *ACTS)

DEFAULT_POLICY: Mapping[str, Any] = {"names": "surname", "village": "full", "illness": []}
"""What holds where no region has said otherwise."""


class MaskedRow(NamedTuple):
    """`public` has all fields; the others only those that differ from it."""

    public: dict[str, Any]
    village: dict[str, Any]
    original: dict[str, Any]


def mask_row(
    row: Row, policy: Row = DEFAULT_POLICY, known: Set[str] = frozenset(), *, may_hold: bool = True
) -> MaskedRow:
    """The three forms of a row. `known` are names on the village's roll; of the policy's `plain`, words that are
    nobody's name, none that the roll has counts. Not `may_hold`: who asks has seen that no personal number is there."""
    full = kept = row
    is_shown = policy["village"] == "full"
    illness = _illness(policy["illness"])
    # few rows hold a number or an illness: one look at all their words
    at_a_glance = _words_of(row)
    if (is_ill := illness.is_in(at_a_glance)) or (may_hold and may_hold_number(at_a_glance)):
        texts = {field: text for field in _MASKED if isinstance(text := row.get(field), str)}
        full = {field: strike_personal(illness(text) if is_ill else text) for field, text in texts.items()}
        kept = {field: hide_personal(text) for field, text in texts.items()}
    covered: dict[str, str] = {}
    if policy["names"] == "surname":
        plain: Collection[str] = policy.get("plain", ())
        if full is row and not known and (hidden := _cover_alone(row, at_a_glance, plain)) is not None:
            return _alone({**row}, hidden, is_shown=is_shown)
        paid = [name for name in names_of(row) if name in known or name not in plain]
        covered = _cover_fields(full, paid, known, row)
    village = {field: full[field] for field in covered} if is_shown else {}
    if kept is full:
        return MaskedRow({**row, **covered}, village, {field: kept[field] for field in covered})
    masked = {**full, **covered}
    original = {field: text for field, text in kept.items() if text != masked[field]}
    return MaskedRow({**row, **masked}, village, original)


def mask_together(
    rows: Sequence[dict[str, Any]], policy: Row, known: Set[str], numbered: Container[int]
) -> Iterator[MaskedRow]:
    """`mask_row` of each of some rows. `numbered` are the places of those that may hold a personal number. One look at
    the words of all shows which hold illness; most others have at most a payee to cover, and one that has nothing to
    cover is given as it is, no copy."""
    said = [_words_of(row) for row in rows]
    by_name = policy["names"] == "surname" and not known
    ill = _illness(policy["illness"]).among(said) if by_name else ()
    plain: Collection[str] = policy.get("plain", ())
    is_shown = policy["village"] == "full"
    for place, (row, words) in enumerate(zip(rows, said, strict=True)):
        may_hold = place in numbered
        is_quiet = by_name and not may_hold and place not in ill
        if not is_quiet or (hidden := _cover_alone(row, words, plain)) is None:
            yield mask_row(row, policy, known, may_hold=may_hold)
        else:
            yield _alone(row, hidden, is_shown=is_shown)


def _alone(row: dict[str, Any], hidden: str, *, is_shown: bool) -> MaskedRow:
    """A row of which at most the payee is covered, and no other field."""
    if hidden == (payee := row[_PAYEE]):
        return MaskedRow(row, {}, {})
    return MaskedRow({**row, _PAYEE: hidden}, {_PAYEE: payee} if is_shown else {}, {_PAYEE: payee})


def _words_of(row: Row) -> str:
    return "\n".join([text for text in row.values() if isinstance(text, str)])


def names_of(row: Row) -> set[str]:
    """The people whom the row says are paid, but for those who act in it."""
    return {name for name in _paid(row) if not _acts(name, row)}


def _cover_alone(row: Row, words: str, plain: Collection[str]) -> str | None:
    """The field that says who is paid as everyone may read it, where it names nobody, or one who stands nowhere else
    among the row's words: so most rows are. Then nobody of that name acts, and no other field is to be covered. None
    where it is not so."""
    said = row.get(_PAYEE)
    if not isinstance(said, str) or (one := _cover_one(said)) is None:
        return None
    name, hidden = one
    if not name or name in plain:
        return said
    return hidden if words.count(name) == 1 else None


@lru_cache(4096)
def _cover_one(said: str) -> tuple[str, str] | None:
    """The name in a field that says who, and the field with it covered; "" where there is none, None where more."""
    names = _find_names(said)
    if len(names) > 1 or not all(name in said for name in names):
        return None
    return (names[0], said.replace(names[0], _cover(names[0]))) if names else ("", said)


def _acts(name: str, row: Row) -> bool:
    """Whether that one handles, witnesses or approves it. Few rows pay who acts: seldom does a field hold the name."""
    return any(name in (said := str(row.get(field, ""))) and name in _find_names(said) for field in ACTS)


def _paid(row: Row) -> set[str]:
    return {name for field in PAID if (said := row.get(field)) for name in _find_names(str(said))}


def find_names(text: str) -> list[str]:
    """The names in a field that says who, in order."""
    return [*_find_names(text)]


@lru_cache(4096)  # a village's books name the same few people over and over
def _find_names(text: str) -> tuple[str, ...]:
    if (alone := _ALONE.fullmatch(text)) and not _MAY_END.search(name := alone[1]) and is_name(name):
        return (name,)  # most fields say a name and nothing else, or whose it is in brackets
    found: list[str] = []
    for piece in _CUT.split(strike_personal(text)):
        bare = _END.sub("", piece)
        if is_name(bare):
            found.append(bare)
            continue
        if before := _BEFORE.match(bare):
            bare = bare[before.end() :]
        two = [bare] if is_name(bare) else _AND.split(bare, maxsplit=1)
        found += two if all(map(is_name, two)) else []
    return tuple(found)


def is_name(text: str) -> bool:
    """Whether it is written as a person's name is."""
    if "·" in text and _ABROAD.fullmatch(text):
        return True
    if text in _NOT_NAMES or not _NAME.fullmatch(text):
        return False
    return not (len(text) > 2 and text[-1] in _FIRM_ENDS)


def strike_personal(text: str) -> str:
    """The text with a word in the place of every personal number."""
    for sort, start, end in reversed(find_personal(text)):
        text = text[:start] + STRUCK[sort] + text[end:]
    return text


STRUCK: dict[PersonalSort, str] = {
    "identity": "〔身份证号〕", "card": "〔银行卡号〕", "mobile": "〔电话〕", "landline": "〔电话〕",
}  # fmt: skip


class _Illness:
    """Words of illness and disability, and the category that stands for them. Most texts hold no two characters with
    which one begins: that is seen at a glance."""

    def __init__(self, more: Iterable[Row]) -> None:
        self._category = dict.fromkeys(_ILL, "大病") | dict.fromkeys(_DISABLED, "残疾")
        self._category |= {one["word"]: one["category"] for one in more}
        words = sorted(self._category, key=lambda word: (-len(word), word))
        self._words = re.compile("|".join([*_DEGREES, *map(re.escape, words)]))
        begin = [*words, *_SORTS, *(f"{degree}级" for degree in "一二三四1234")]
        first, second = ({re.escape(word[at]) for word in begin if len(word) > at} for at in (0, 1))
        alone = "".join({re.escape(word) for word in words if len(word) == 1})
        self._glance = re.compile(f"[{''.join(first)}](?:(?=[{''.join(second)}])|(?<=[{alone}]))")
        self._starts = {word[:2] for word in begin}

    def is_in(self, text: str) -> bool:
        """Whether anything of the text would be put in other words."""
        return next(self._begins(text), None) is not None

    def among(self, texts: Sequence[str]) -> Set[int]:
        """The places of those in which anything is: all are looked at as one."""
        ends = [*accumulate([len(text) + 1 for text in texts])]
        return {bisect_right(ends, at) for at in self._begins("\n".join(texts))}

    def _begins(self, text: str) -> Iterator[int]:
        """Where there is something to be put in other words. No such thing reaches over a line feed."""
        for found in self._glance.finditer(text):
            at = found.start()
            if (text[at : at + 2] in self._starts or text[at] in self._starts) and self._words.match(text, at):
                yield at
        if "大病" in text or "残疾" in text:
            yield from (found.start() for found in _AGAIN.finditer(text))

    def __call__(self, text: str) -> str:
        text = self._words.sub(lambda found: self._category.get(found[0], "残疾"), text)
        return _AGAIN.sub(r"\1", text)


def _illness(more: Collection[Row]) -> _Illness:
    return _USUAL if not more else _Illness(more)


def _cover_fields(texts: Row, names: Collection[str], known: Set[str], row: Row) -> dict[str, str]:
    """What reads otherwise once it is covered who is paid, in every field but of those who act; in running text all
    whom the roll knows besides."""
    names = sorted(names, key=lambda name: (-len(name), name)) if len(names) > 1 else names
    covered = {}
    for field in _COVERED:
        text = texts.get(field)
        if not isinstance(text, str):
            continue
        for name in names:
            if name in text:
                covered[field] = text = text.replace(name, _cover(name))
        if known and field in WORDS and (hidden := _cover_known(text, known, row)) != text:
            covered[field] = hidden
    return covered


@lru_cache(4096)
def _cover(name: str) -> str:
    return mask_personal(name, "name")


def _cover_known(text: str, known: Set[str], row: Row) -> str:
    """The longest name that begins at each place. So many are quicker looked up than looked for."""
    covered = ""
    at = 0
    while at < len(text):
        ends = range(min(at + _LONGEST, len(text)), at + _SHORTEST - 1, -1)
        name = next((name for end in ends if (name := text[at:end]) in known and not _acts(name, row)), "")
        covered += _cover(name) if name else text[at]
        at += len(name) or 1
    return covered


_SHORTEST, _LONGEST = 3, 6
"""Of known names in running text. Two characters stand together by chance."""
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文"
    "牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛"
    "曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏"
    "席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐洪"
)
_NAME = re.compile(f"(?:{DOUBLE_SURNAMES})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_ABROAD = re.compile("[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+")
_FIRM_ENDS = "店厂站所局社院校司馆场铺坊处部室队村镇乡县市组"
_NOT_NAMES = frozenset((
    "石油", "石化", "石材", "石料", "农户", "农民", "农资", "农机", "农行", "农信社", "安保", "安装", "安全",
    "金融", "高压", "高速", "毛竹", "马路", "路灯", "路面", "车队", "车辆", "车主", "华为", "江河", "成本", "全村",
    "全体", "全组", "安委会", "党委会", "单位", "商户", "商店", "商铺", "党员", "党费", "党支部", "文化", "文具",
    "文体", "关工委", "管委会", "方便", "时薪", "项目", "项目部", "应急", "应付", "应收", "和平", "易耗品", "房租",
    "房东", "简易", "顾问", "程序", "施工", "施工方", "施工队", "包工", "包工头", "包装", "何人", "常务", "明细",
    "荣誉", "师傅", "师生", "官网", "封装", "谈判", "乐队", "苗木", "苗圃", "谷物", "米面", "麦种", "鲁班", "华润",
    "康复", "温泉", "江西", "江苏", "安徽", "安溪", "金华", "龙岩", "莆田", "宁波", "宁夏", "成都", "成员", "海南",
    "石狮", "于都", "连城", "文印社", "干部", "阳光", "万科", "万达", "高德", "白糖", "白酒", "黄金", "黄沙",
    "金属", "石灰", "石子", "田地", "田租", "牛羊", "钱款", "方案", "万元", "余额", "余款", "付款", "付款人",
    "任务", "任职", "严重", "邮政", "洪水", "洪涝", "洪灾", "洪峰",
))  # fmt: skip
_ALONE = re.compile("([\u4e00-\u9fff·]{2,17})(?:[（(〔][\u4e00-\u9fff（()）〔〕]*)?")
_CUT = re.compile("[、，,;；／/|＋+& \\t\\u00a0\\u3000]+")
_BEFORE = re.compile(
    "(?:付给?|支付给?|收到?|转给?|第?[0-9一二三四五六七八九十]{1,3}组|村民|户主|低保户|五保户|贫困户)+"
)
_END = re.compile("(?:等.*|[（(〔].*|(?<=[\u4e00-\u9fff]{2})[0-9０-９].*|户|家|夫妇|同志|先生|女士|老人)\\Z")
_MAY_END = re.compile("[等户家妇志生士人]")
"""What every end of Chinese characters has; few names do."""
_AND = re.compile("[和与及跟]")
_ILL = (
    "癌", "癌症", "肺癌", "肝癌", "胃癌", "肠癌", "直肠癌", "结肠癌", "乳腺癌", "宫颈癌", "鼻咽癌", "食道癌",
    "食管癌", "胰腺癌", "甲状腺癌", "膀胱癌", "前列腺癌", "血癌", "白血病", "尿毒症", "肿瘤", "恶性肿瘤", "淋巴瘤",
    "脑瘤", "心脏病", "冠心病", "先天性心脏病", "心肌梗死", "心梗", "脑梗", "脑梗死", "脑出血", "脑溢血", "中风",
    "糖尿病", "高血压", "肾衰竭", "肾病", "透析", "血透", "肝硬化", "肝炎", "乙肝", "丙肝", "肺结核", "结核",
    "结核病", "艾滋病", "艾滋", "梅毒", "红斑狼疮", "血友病", "帕金森", "帕金森病", "癫痫", "尘肺", "尘肺病",
    "慢阻肺", "再障", "再生障碍性贫血", "地中海贫血", "精神病", "精神分裂", "精神分裂症", "抑郁症", "躁郁症",
    "自闭症", "老年痴呆", "痴呆", "化疗", "放疗", "肾移植", "肝移植", "器官移植", "戒毒", "吸毒",
)  # fmt: skip
_DISABLED = (
    "瘫痪", "偏瘫", "脑瘫", "截瘫", "高位截瘫", "失明", "盲人", "聋哑", "聋哑人", "聋人", "智障", "弱智", "截肢",
    "肢残", "侏儒症", "唐氏", "唐氏综合征",
)  # fmt: skip
_SORTS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_SORT = f"(?:{'|'.join(_SORTS)})"
_DEGREES = (
    *(f"{sort}{_SORT}{{0,2}}(?:残疾)?[一二三四1-4]级(?:残疾)?" for sort in _SORTS),
    *(f"{degree}级{_SORT}(?:残疾)?" for degree in "一二三四1234"),
    *(f"{sort}残疾" for sort in _SORTS),
)
_AGAIN = re.compile("(大病|残疾)(?:[、，,和及兼]?\\1)+")
_USUAL = _Illness(())

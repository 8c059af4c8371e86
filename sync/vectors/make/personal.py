# ruff: noqa: E501, RUF001
"""Personal numbers: found, masked, refused in public scopes (personal.md). All numbers are invented."""

from typing import Any

from common import Vectors, bad, good

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID = "51010719800101123"  # less its check digit


def checked(digits: str) -> str:
    """An identity number from its first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def luhn(digits: str) -> str:
    """A card's number from all but its last digit."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def personal_vectors() -> Vectors:
    return [*found_vectors(), *not_found_vectors(), *mask_vectors(), *public_vectors()]


def found_vectors() -> Vectors:
    plain = checked(ID)
    with_x = next(x for n in range(99) if (x := checked(f"510107198001011{n:02}")).endswith("X"))
    card, long_card = luhn("622202123456789"), luhn("621700123456789012")
    old = "510107800101123"
    wide = plain.translate({ord("0") + n: ord("０") + n for n in range(10)})
    vectors = []
    for name, text, want in (
        ("an identity number", f"身份证{plain}号", ["identity"]),
        ("one that ends in X", f"{with_x}。", ["identity"]),
        ("one with a small x", with_x.lower(), ["identity"]),
        ("one with a full-width X", with_x[:-1] + "Ｘ", ["identity"]),
        ("one with a multiplication sign", with_x[:-1] + "×", ["identity"]),
        ("one with its X apart", with_x[:-1] + " - X", ["identity"]),
        ("one in full-width digits", wide, ["identity"]),
        ("one in four parts", f"{plain[:6]} {plain[6:10]} {plain[10:14]} {plain[14:]}", ["identity"]),
        ("one with dashes", f"{plain[:6]}-{plain[6:14]}–{plain[14:]}", ["identity"]),
        ("one digit by digit", " ".join(plain), ["identity"]),
        ("one with what cannot be seen", f"{plain[:9]}\u200b{plain[9:]}", ["identity"]),
        ("one between letters", f"ID{plain}ABC", ["identity"]),
        ("one after an emoji, which is one character", f"🌾🌾{plain}", ["identity"]),
        ("one of a foreigner", checked("95101019800101123"), ["identity"]),
        ("one of Hong Kong", checked("81000019800101123"), ["identity"]),
        ("one of the last century's first day", checked("51010719000101123"), ["identity"]),
        ("one born on a leap day", checked("51010720000229123"), ["identity"]),
        ("one that a spreadsheet cut", plain[:15] + "000", ["identity"]),
        ("the old form", f"户主{old}", ["identity"]),
        ("the old form in three parts", f"{old[:6]} {old[6:12]} {old[12:]}", ["identity"]),
        ("two side by side", f"{plain} {with_x}", ["identity", "identity"]),
        ("a mobile right after an X", f"{with_x}13800138000", ["identity", "mobile"]),
        ("one on the second line", f"第一行\n{plain}", ["identity"]),
        ("a card", f"卡号{card}", ["card"]),
        ("a card of 19 digits", long_card, ["card"]),
        ("a card in fours", " ".join(card[n : n + 4] for n in range(0, 16, 4)), ["card"]),
        ("a long card in fours", "-".join(long_card[n : n + 4] for n in range(0, 19, 4)), ["card"]),
        ("a card of abroad", luhn("400012345678901"), ["card"]),
        ("a card of abroad beginning 2720", luhn("272012345678901"), ["card"]),
        ("an old card", luhn("955880123456789012"), ["card"]),
        ("a card that a spreadsheet cut", "6217001234567890000", ["card"]),
        ("a mobile", "电话13912345678，", ["mobile"]),
        ("a mobile with dashes", "139-1234-5678", ["mobile"]),
        ("a mobile with a space", "139 12345678", ["mobile"]),
        ("a mobile as seven and four", "1391234 5678", ["mobile"]),
        ("a mobile with +86", "+86 139 1234 5678", ["mobile"]),
        ("a mobile with 86 run together", "8613912345678", ["mobile"]),
        ("a mobile with 0086 run together", "0086139-1234-5678", ["mobile"]),
        ("a mobile in full-width digits", "１３９１２３４５６７８", ["mobile"]),
        ("a mobile after tel", "Tel13912345678", ["mobile"]),
        ("a mobile after a colon and letters", "wx:13912345678", ["mobile"]),
        ("two mobiles", "13912345678/13912345679", ["mobile", "mobile"]),
        ("two mobiles in two lines", "13912345678\n13912345679", ["mobile", "mobile"]),
        ("a landline", "0834-2166188", ["landline"]),
        ("a landline with eight digits", "0591 87654321", ["landline"]),
        ("a landline of Beijing", "010-62345678", ["landline"]),
        ("a landline in brackets", "(028) 86654321", ["landline"]),
        ("a landline in full-width brackets", "（0834）2166188", ["landline"]),
        ("a landline run together", "02886654321", ["landline"]),
        ("a landline run together, with a long area code", "08342166188", ["landline"]),
        ("all four sorts", f"{plain}，{card}，13912345678，0834-2166188", ["identity", "card", "mobile", "landline"]),
    ):
        vectors.append(_sorts(good(name, "find_personal", text=text), want))
        vectors.append(good(f"{name}, hidden", "hide_personal", text=text))
    return vectors


def not_found_vectors() -> Vectors:
    plain, card = checked(ID), luhn("622202123456789")
    other = plain[:-1] + ("1" if plain[-1] != "1" else "2")
    texts = {
        "nothing": "",
        "words": "第三组路灯维修材料",
        "a wrong check digit": other,
        "two digits changed over": plain[:4] + plain[5] + plain[4] + plain[6:],
        "a province that there is not": checked("20010719800101123"),
        "a month that there is not": checked("51010719801301123"),
        "a day that there is not": checked("51010720010229123"),
        "a year before 1900": checked("51010718991231123"),
        "a year after 2099": checked("51010721000101123"),
        "19 digits": f"1{plain}",
        "17 digits": plain[:-1],
        "an identity number after a digit": f"{plain}0",
        "an identity number over two lines": f"{plain[:9]}\n{plain[9:]}",
        "an identity number with four gaps": f"{plain[:9]}    {plain[9:]}",
        "an identity number with full stops": f"{plain[:9]}.{plain[9:]}",
        "the number of an invoice": "25512000000012345678",
        "the code of an invoice": "051002000111",
        "the code of an invoice of Hebei": "013001700111",
        "the number of an order": "4200002026202610081234567890",
        "the code of a village and a day": "350524102207 2026-10-08",
        "the old form with no day": "510107801301123",
        "the old form with region 00": "510000800101123",
        "the old form in a word": "HT510107800101123",
        "the old form in other parts": "5101078001 01123",
        "a card with a wrong digit": card[:-1] + str((int(card[-1]) + 1) % 10),
        "a card's number of another bank": luhn("722202123456789"),
        "a card of abroad, too long": luhn("4000123456789012"),
        "a card in twos": " ".join(card[n : n + 2] for n in range(0, 16, 2)),
        "sixteen digits that end in a nought": "6217001234567890",
        "a mobile beginning 12": "12912345678",
        "a mobile with a digit too many": "139123456789",
        "a mobile in a word": "HT13912345678",
        "a mobile before a letter": "13912345678A",
        "a mobile after an underscore": "x_13912345678",
        "a mobile in other parts": "1391-234-5678",
        "a service number": "12345",
        "a short code": "400-812-3456",
        "a landline of an office": "监督举报电话：0834-2166188",
        "a landline whose first digit is 1": "0834-1166188",
        "an area code that there is not": "026-86654321",
        "a day after four digits": "0412-20261008",
        "a landline run together, twelve digits": "059187654321",
        "a voucher": "2026-10-0001",
        "a contract": "HT-2022-008",
        "a sum": "1,234,567,890.12",
        "digits that are not these": "١٣٩١٢٣٤٥٦٧٨",
    }
    return [_sorts(good(f"none: {name}", "find_personal", text=text), []) for name, text in texts.items()]


def mask_vectors() -> Vectors:
    values = [
        ("identity", checked(ID)), ("identity", "510107 800101 123"), ("card", luhn("622202123456789")), ("mobile", "139-1234-5678"),
        ("mobile", "１３９１２３４５６７８"), ("landline", "(0834) 2166188"), ("mobile", ""),
        ("name", "王小明"), ("name", "王明"), ("name", "王"), ("name", ""), ("name", "欧阳修"), ("name", "欧阳"), ("name", " 王 小明"), ("name", "阿依古丽·买买提"), ("name", "🌾田"),
    ]  # fmt: skip
    vectors = [good(f"{sort} masked: {value!r}", "mask_personal", value=value, sort=sort) for sort, value in values]
    chain = f"{luhn('400012345678622')} 0212 3456 789"
    text = next(t for n in range(10) if luhn((t := f"{chain}{n}")[12:].replace(" ", "")[:-1])[-1] == t[-1])
    return [*vectors, good("what is left of one begins another", "hide_personal", text=text)]


def public_vectors() -> Vectors:
    plain, card = checked(ID), luhn("622202123456789")
    post = {"do": "entry.post", "id": "e1", "set": {"summary": "路灯", "amount_fen": 100}}
    vectors = [
        good("nothing personal", "check_public", change=post),
        good("a change that sets nothing", "check_public", change={"do": "a.b", "id": "x"}),
        good("a number is no text", "check_public", change=post | {"set": {"amount_fen": 13912345678}}),
        good("the hash of a file", "check_public", change=post | {"set": {"blob": "13912345678" + "a" * 42 + "13912345678"}}),
        good("the phone of an office", "check_public", change={"do": "office.open", "id": "o", "set": {"phone": "13912345678"}}, contact=["phone"]),
        good("its landline", "check_public", change={"do": "office.open", "id": "o", "set": {"phone": "0834-2166188"}}, contact=["phone"]),
    ]  # fmt: skip
    refused: list[tuple[str, dict[str, Any], str, str]] = [
        ("in a field", post | {"set": {"summary": f"付{plain}"}}, "set.summary", "identity"),
        ("in the id", post | {"id": plain}, "id", "identity"),
        ("in an object", post | {"append": {"receipts": {"number": card}}}, "append.receipts.number", "card"),
        (
            "in an array",
            post | {"set": {"items": [{"a": "x"}, {"a": ["y", "13912345678"]}]}},
            "set.items.1.a.1",
            "mobile",
        ),
        ("in a set", post | {"set": {"a": "x"}, "add": {"tags": ["a", "0834-2166188"]}}, "add.tags.1", "landline"),
        ("the first of two", post | {"set": {"a": "13912345678", "b": plain}}, "set.a", "mobile"),
        ("in 64 characters that are no hash", post | {"set": {"a": "电" * 53 + "13912345678"}}, "set.a", "mobile"),
    ]
    for name, change, field, sort in refused:
        vector = bad(f"a number {name}", "check_public", "identifier", change=change)
        vectors.append(vector | {"detail": {"kind": "entry", "field": field, "sort": sort}})
    phone = {"do": "office.open", "id": "o", "set": {"phone": f"{plain}"}}
    elsewhere = {"do": "office.open", "id": "o", "set": {"phone": "1", "name": "13912345678"}}
    inside = {"do": "office.open", "id": "o", "append": {"phone": "13912345678"}}
    for name, change, field, sort in (
        ("an identity number where an office's phone should be", phone, "set.phone", "identity"),
        ("a phone beside the office's", elsewhere, "set.name", "mobile"),
        ("a phone that is appended", inside, "append.phone", "mobile"),
    ):
        vector = bad(name, "check_public", "identifier", change=change, contact=["phone"])
        vectors.append(vector | {"detail": {"kind": "office", "field": field, "sort": sort}})
    return vectors


def _sorts(vector: dict[str, Any], want: list[str]) -> dict[str, Any]:
    if [sort for sort, *_ in vector["want"]] != want:
        raise ValueError(f"{vector['name']}: {vector['text']} {vector['want']}")
    return vector

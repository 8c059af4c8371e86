"""Polls: the RFC's own blind signature, ballots, sums, boxes, and each thing that may be wrong with a box (poll.md)."""

import hashlib
import random
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import Vectors, bad, good
from shaiba_sync import (
    b64u_decode,
    b64u_encode,
    ballot_digest,
    ballot_head,
    ballots_file,
    ballots_root,
    blind_token,
    cast_ballot,
    count_choices,
    finish_ballot,
    poll_window,
    read_ballot,
    unblind_token,
    words_commitment,
)

Said = dict[str, Any]

# RFC 9474, appendix A.3 (RSABSSA-SHA384-PSS-Randomized)
RFC_P = (
    "e1f4d7a34802e27c7392a3cea32a262a34dc3691bd87f3f310dc75673488930559c120fd0410194fb8a0da55bd0b81227e84"
    "3fdca6692ae80e5a5d414116d4803fca7d8c30eaaae57e44a1816ebb5c5b0606c536246c7f11985d731684150b63c9a3ad9e"
    "41b04c0b5b27cb188a692c84696b742a80d3cd00ab891f2457443dadfeba6d6daf108602be26d7071803c67105a5426838e6"
    "889d77e8474b29244cefaf418e381b312048b457d73419213063c60ee7b0d81820165864fef93523c9635c22210956e53a8d"
    "96322493ffc58d845368e2416e078e5bcb5d2fd68ae6acfa54f9627c42e84a9d3f2774017e32ebca06308a12ecc290c7cd11"
    "56dcccfb2311"
)
RFC_Q = (
    "c601a9caea66dc3835827b539db9df6f6f5ae77244692780cd334a006ab353c806426b60718c05245650821d39445d3ab591"
    "ed10a7339f15d83fe13f6a3dfb20b9452c6a9b42eaa62a68c970df3cadb2139f804ad8223d56108dfde30ba7d367e9b0a7a8"
    "0c4fdba2fd9dde6661fc73fc2947569d2029f2870fc02d8325acf28c9afa19ecf962daa7916e21afad09eb62fe9f1cf91b77"
    "dc879b7974b490d3ebd2e95426057f35d0a3c9f45f79ac727ab81a519a8b9285932d9b2e5ccd347e59f3f32ad9ca359115e7"
    "da008ab7406707bd0e8e185a5ed8758b5ba266e8828f8d863ae133846304a2936ad7bc7c9803879d2fc4a28e69291d73dbd7"
    "99f8bc238385"
)
RFC_INVERSE = (
    "80682c48982407b489d53d1261b19ec8627d02b8cda5336750b8cee332ae260de57b02d72609c1e0e9f28e2040fc65b6f02d"
    "56dbd6aa9af8fde656f70495dfb723ba01173d4707a12fddac628ca29f3e32340bd8f7ddb557cf819f6b01e445ad96f874ba"
    "235584ee71f6581f62d4f43bf03f910f6510deb85e8ef06c7f09d9794a008be7ff2529f0ebb69decef646387dc767b749392"
    "65fec0223aa6d84d2a8a1cc912d5ca25b4e144ab8f6ba054b54910176d5737a2cff011da431bd5f2a0d2d66b9e70b39f4b05"
    "0e45c0d9c16f02deda9ddf2d00f3e4b01037d7029cd49c2d46a8e1fc2c0c17520af1f4b5e25ba396afc4cd60c494a4c42644"
    "8b35b49635b337cfb08e7c22a39b256dd032c00adddafb51a627f99a0e1704170ac1f1912e49d9db10ec04c19c58f4202129"
    "73e0cb329524223a6aa56c7937c5dffdb5d966b6cd4cbc26f3201dd25c80960a1a111b32947bb78973d269fac7f518653093"
    "0ed19f68507540eed9e1bab8b00f00d8ca09b3f099aae46180e04e3584bd7ca054df18a1504b89d1d1675d0966c4ae1407be"
    "325cdf623cf13ff13e4a28b594d59e3eadbadf6136eee7a59d6a444c9eb4e2198e8a974f27a39eb63af2c9af3870488b8ada"
    "ad444674f512133ad80b9220e09158521614f1faadfe8505ef57b7df6813048603f0dd04f4280177a11380fbfc861dbcbd74"
    "18d62155248dad5fdec0991f"
)
RFC_MESSAGE = bytes.fromhex(
    "8f3dc6fb8c4a02f4d6352edf0907822c1210a9b32f9bdda4c45a698c80023aa6b59f8cfec5fdbb36331372ebefedae7d"
)
RFC_PREFIX = bytes.fromhex("8417e699b219d583fb6216ae0c53ca0e9723442d02f1d1a34295527e7d929e8b")
RFC_SALT = bytes.fromhex(
    "051722b35f458781397c3a671a7d3bd3096503940e4c4f1aaa269d60300ce449555cd7340100df9d46944c5356825abf"
)
RFC_ENDS = {
    "blinded": ("aa3ee045138d874669685ffaef962c76", "6120885f39e8ccaadbb20f3196378c07b1ff22d10049d3039a7a92fe7efdd95d"),
    "signed": ("3f4a79eacd4445fca628a310d41e12fc", "3f737bea5c78d716a48eb9dc0aec8de39c4b45c6914ad4a8185969f70b1adf46"),
    "sig": ("191e941c57510e22d29afad257de5ca4", "e910ae37771abf2adb9f63bc058bf58062ad456cb934679795bbdfcdfad5e0f2"),
}
"""How each begins and ends there: what comes in between follows from the key and what goes in."""

# two issuers of these vectors, made for them
ONE_P = (
    "fc483951b971760c880baaad2e74fb114d5bd04fd2bf95bb46568fcd530181e18fe7775affed0e3ad6e272ce5587711ff710"
    "f85f880ab7c553ab2a3123bbb96cc76cb80134f04325117ba2268ba5f99e27b1ba19e45a95897aac3d53ab0421c56730d69b"
    "96d387eec747ee468b8c425719f1dd5c8512421ef6683aef87895fb7"
)
ONE_Q = (
    "cb31ea5571f83ecfdf9975c474ba1c7679a330d74de0faa0f031dc825c22ede3e97bca08940ef82788f57ac076dbffb7d80f"
    "3ddcc9a60f4f86c4fe1d0d34f38b178dc38fc2a52299ea32f211b409116aa4a284d8533fdb340ff8438378e26b39d2c38512"
    "c49e1dae4913bd687fc8f8bb824ab8d2b8922908b2b18cf7e0c749ad"
)
TWO_P = (
    "f6e4dbf57d4ea05d698573e11142c916cfa8b692443ebfa5e3f35042f8c3dafdee311a58c676e397371aa171b34f84ca9f58"
    "28233a1592fadb44dc75c9dbd9aafe3e249bb1097d92bc425a06c9deb962deaf73d494664c275ec04ceeec149566af4c1133"
    "673171ae2b4e440e016e75cdbd19928df76e6a3ebaf55a18c8d5e06d"
)
TWO_Q = (
    "e946aab11a7239e8fcb208996d3a8219731733ee4db424606fb49920821c179ccb3c10e136ec41b4b78cf88d894b50ee7b7d"
    "0d7a5e4e775fbdf1e4a78b58ca40fb177569f82fac7482002ff38eb6b407f1e84840a64ba87954c49f5991c3a6577231fc51"
    "0d231149d4520ff2c92be2f8ae5e4844246bc55f0232db2f4a2e5b4f"
)
SPKI_HEAD = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
SPKI_TAIL = bytes.fromhex("0203010001")
VILLAGE = "350524102207"


class Issuer(NamedTuple):
    """Signs without looking: for vectors only (server/shaiba/storage/issuers.py does it with care)."""

    p: int
    q: int

    @property
    def modulus(self) -> bytes:
        size = (self.p.bit_length() + self.q.bit_length()) // 8
        return (self.p * self.q).to_bytes(size)

    @property
    def spki(self) -> str:
        return b64u_encode(SPKI_HEAD + self.modulus + SPKI_TAIL)

    def sign(self, blinded: bytes) -> bytes:
        secret = pow(65537, -1, (self.p - 1) * (self.q - 1))
        return pow(int.from_bytes(blinded), secret, self.p * self.q).to_bytes(len(self.modulus))


RFC = Issuer(int(RFC_P, 16), int(RFC_Q, 16))
ONE, TWO = Issuer(int(ONE_P, 16), int(ONE_Q, 16)), Issuer(int(TWO_P, 16), int(TWO_Q, 16))
SINGLE = {"id": "q1", "answer": "single", "options": ["路", "水", "路灯"], "issuers": [ONE.spki]}


class Voter:
    """One token, and what is cast with it."""

    def __init__(self, seed: str, issuers: tuple[Issuer, ...] = (ONE,)) -> None:
        self._chance = random.Random(seed)  # noqa: S311 — nobody need fail to guess it
        self._key = Ed25519PrivateKey.from_private_bytes(self._chance.randbytes(32))
        self.token, self.rand = self._key.public_key().public_bytes_raw(), self._chance.randbytes(32)
        self.tsig = [self._ask(issuer) for issuer in issuers]

    def _ask(self, issuer: Issuer) -> bytes:
        prepared, inverse = self.rand + self.token, b"\0" + self._chance.randbytes(255)
        blinded = blind_token(issuer.modulus, prepared, self._chance.randbytes(48), inverse)
        return unblind_token(issuer.modulus, prepared, issuer.sign(blinded), inverse)

    def line(self, choice: list[int], n: int = 1, words: str = "", poll: str = "q1") -> bytes:
        head = ballot_head(poll, self.token, self.rand, self.tsig, n, choice, words)
        return finish_ballot(head, self._key.sign(ballot_digest(head)))


def poll_vectors() -> Vectors:
    return [
        good("sizes, and what may be wrong", "poll_rules"),
        good("what a household says to a poll", "answer_id", poll="q1", who="06-011"),
        good("the same household, another poll", "answer_id", poll="q2", who="06-011"),
        good("no bytes change places", "answer_id", poll="q10", who="6-011"),
        *times(),
        *rfc(),
        *tokens(),
        *ballots(),
        *casts(),
        *counts(),
        *boxes(),
        *recounts(),
    ]


def times() -> Vectors:
    said = {"opens": "2026-12-01", "closes": "2026-12-10", "late_h": 48}
    begin, until = poll_window(said)
    late = until - 48 * 3_600_000
    found = [
        good("answers are taken", "poll_window", said=said),
        good("of a leap day, nobody late", "poll_window", said={"opens": "2028-02-29", "closes": "2028-02-29"}),
        good("void", "poll_state", said=said | {"voided": "x", "ballots": 1}, now_ms=begin),
        good("counted", "poll_state", said=said | {"ballots": 0}, now_ms=until),
    ]
    moments = (("before", begin - 1), ("opens", begin), ("the last moment", late - 1), ("late", late))
    for name, at in (*moments, ("the last late moment", until - 1), ("closed", until)):
        found.append(good(name, "poll_state", said=said, now_ms=at))
    return [*found, good("none late", "poll_state", said={"opens": "2026-12-01", "closes": "2026-12-01"}, now_ms=late)]


def rfc() -> Vectors:
    prepared, inverse = RFC_PREFIX + RFC_MESSAGE, int(RFC_INVERSE, 16).to_bytes(512)
    blinded = blind_token(RFC.modulus, prepared, RFC_SALT, inverse)
    signed = RFC.sign(blinded)
    sig = unblind_token(RFC.modulus, prepared, signed, inverse)
    for name, value in (("blinded", blinded), ("signed", signed), ("sig", sig)):
        if (value.hex()[:32], value.hex()[-64:]) != RFC_ENDS[name]:
            raise ValueError(f"{name} is not the RFC's")
    key = {"modulus": b64u_encode(RFC.modulus), "prepared": b64u_encode(prepared)}
    back = {"inverse": b64u_encode(inverse)}
    return [
        good("RFC 9474 A.3: blinded", "blind_token", **key, salt=b64u_encode(RFC_SALT), **back),
        good("RFC 9474 A.3: unblinded", "unblind_token", **key, blinded=b64u_encode(signed), **back),
        good("RFC 9474 A.3: signed", "is_token_signed", **key, sig=b64u_encode(sig)),
    ]


def tokens() -> Vectors:
    chance = random.Random("tokens")  # noqa: S311
    prepared, inverse, salt = chance.randbytes(64), b"\0" + chance.randbytes(255), chance.randbytes(48)
    blinded = blind_token(ONE.modulus, prepared, salt, inverse)
    sig = unblind_token(ONE.modulus, prepared, ONE.sign(blinded), inverse)
    key = {"modulus": b64u_encode(ONE.modulus), "prepared": b64u_encode(prepared)}
    back, salted = {"inverse": b64u_encode(inverse)}, {"salt": b64u_encode(salt)}
    changed = bytes([prepared[0] ^ 1]) + prepared[1:]
    spki = b64u_decode(ONE.spki, 294)
    return [
        good("a token is blinded", "blind_token", **key, **salted, **back),
        good("and unblinded", "unblind_token", **key, blinded=b64u_encode(ONE.sign(blinded)), **back),
        bad(
            "signed by another issuer",
            "unblind_token",
            "bad_token",
            **key,
            blinded=b64u_encode(TWO.sign(TWO.modulus[:1] + blinded[1:])[:256]),
            **back,
        ),
        bad("what came back was not signed", "unblind_token", "bad_token", **key, blinded=b64u_encode(blinded), **back),
        bad("half of it", "unblind_token", "bad_token", **key, blinded=b64u_encode(ONE.sign(blinded)[:128]), **back),
        bad(
            "nothing to unblind with",
            "blind_token",
            "malformed",
            "poll",
            **key,
            **salted,
            inverse=b64u_encode(bytes(256)),
        ),
        bad(
            "not below the modulus",
            "blind_token",
            "malformed",
            "poll",
            **key,
            **salted,
            inverse=b64u_encode(bytes([255]) * 256),
        ),
        bad("a salt too short", "blind_token", "malformed", "poll", **key, salt=b64u_encode(salt[1:]), **back),
        good("signed", "is_token_signed", **key, sig=b64u_encode(sig)),
        good(
            "signed was something else",
            "is_token_signed",
            **key | {"prepared": b64u_encode(changed)},
            sig=b64u_encode(sig),
        ),
        good(
            "signed by somebody else",
            "is_token_signed",
            **key | {"modulus": b64u_encode(TWO.modulus)},
            sig=b64u_encode(sig),
        ),
        good("too short", "is_token_signed", **key, sig=b64u_encode(sig[1:])),
        good("an issuer's key", "issuer_modulus", spki=ONE.spki),
        bad("a byte more", "issuer_modulus", "malformed", "poll", spki=b64u_encode(spki + b"\0")),
        bad("a byte less", "issuer_modulus", "malformed", "poll", spki=b64u_encode(spki[:-1])),
        bad("another exponent", "issuer_modulus", "malformed", "poll", spki=b64u_encode(spki[:-1] + b"\3")),
        bad(
            "a modulus of fewer bits",
            "issuer_modulus",
            "malformed",
            "poll",
            spki=b64u_encode(spki[:33] + b"\x7f" + spki[34:]),
        ),
        bad("nothing", "issuer_modulus", "malformed", "poll", spki=""),
    ]


def ballots() -> Vectors:
    one, both = Voter("one"), Voter("both", (ONE, TWO))
    line, said = one.line([0]), {"token": b64u_encode(one.token), "rand": b64u_encode(one.rand)}
    tsig = [b64u_encode(sig) for sig in one.tsig]
    text = line.decode()

    def refused(name: str, old: str, new: str) -> Said:
        if old not in text:
            raise ValueError(name)
        return bad(name, "read_ballot", "malformed", "poll", line=text.replace(old, new))

    def checked(name: str, of: bytes, *issuers: Issuer) -> Said:
        return good(name, "check_ballot", line=of.decode(), issuers=[issuer.spki for issuer in issuers])

    def unsigned(name: str, error: str, of: bytes, *issuers: Issuer) -> Said:
        return bad(name, "check_ballot", error, line=of.decode(), issuers=[issuer.spki for issuer in issuers])

    third = Voter("one", (TWO,))
    return [
        good("a head", "ballot_head", poll="q1", **said, tsig=tsig, n=2, choice=[1, 2], words=""),
        good("a ballot", "read_ballot", line=text),
        good("of two issuers", "read_ballot", line=both.line([2], n=99).decode()),
        checked("signed by its token", line, ONE),
        checked("by both", both.line([2]), ONE, TWO),
        unsigned("one of two is missing", "bad_token", line, ONE, TWO),
        unsigned("in the other order", "bad_token", both.line([2]), TWO, ONE),
        unsigned("not this poll's issuer", "bad_token", line, TWO),
        unsigned("not signed by this issuer", "bad_token", third.line([0]), ONE),
        unsigned(
            "another choice than was signed", "bad_signature", line.replace(b'"choice":[0]', b'"choice":[1]'), ONE
        ),
        unsigned("another poll than was signed", "bad_signature", line.replace(b'"q1"', b'"q2"'), ONE),
        refused("another version", '"v":1', '"v":2'),
        refused("true is no number", '"v":1', '"v":true'),
        refused("a member more", '"n":1', '"n":1,"m":1'),
        refused("a member missing", '"n":1,', ""),
        refused("members in another order", '"n":1,"choice":[0]', '"choice":[0],"n":1'),
        refused("a space", '"n":1', '"n": 1'),
        refused("never", '"n":1', '"n":0'),
        refused("a hundred times", '"n":1', '"n":100'),
        refused("half a time", '"n":1', '"n":1.5'),
        refused("no poll", '"poll":"q1"', '"poll":""'),
        refused("a poll's id has no dots", '"poll":"q1"', '"poll":"q.1"'),
        refused("no list", '"choice":[0]', '"choice":0'),
        refused("less than nothing", '"choice":[0]', '"choice":[-1]'),
        refused("the thirteenth", '"choice":[0]', '"choice":[13]'),
        refused("thirteen", '"choice":[0]', f'"choice":{[0] * 13}'.replace(" ", "")),
        refused("no words are no list", '"words":""', '"words":[]'),
        refused("words are a hash", '"words":""', '"words":"路"'),
        refused("no signature", tsig[0], ""),
        refused("signed by nobody", f'["{tsig[0]}"]', "[]"),
        refused("signed by three", f'"{tsig[0]}"', ",".join([f'"{tsig[0]}"'] * 3)),
        refused("a token too short", f'"token":"{said["token"]}', f'"token":"{said["token"][1:]}'),
        bad("no ballot", "read_ballot", "malformed", "poll", line="[]"),
        good(
            "of one token the highest counts",
            "newest_ballots",
            lines=[
                one.line([0], n=2).decode(),
                both.line([1]).decode(),
                one.line([1], n=3).decode(),
                one.line([2]).decode(),
            ],
        ),
    ]


def casts() -> Vectors:
    voter, salt, words = Voter("words"), bytes(range(16)), "路灯先修，孩子上学好走"
    line = voter.line([1], words=words_commitment(salt, words))
    plain = voter.line([1])

    def sent(name: str, of: bytes = line, box: str = VILLAGE, salted: bytes = salt, said: str = words) -> Said:
        return good(name, "cast_ballot", line=of.decode(), box=box, salt=b64u_encode(salted), words=said)

    def refused(name: str, error: str, of: bytes = line, box: str = VILLAGE, said: str = words) -> Said:
        rule = "poll" if error == "malformed" else None
        return bad(name, "cast_ballot", error, rule, line=of.decode(), box=box, salt=b64u_encode(salt), words=said)

    def unread(name: str, data: bytes) -> Said:
        return bad(name, "read_cast", "malformed", "poll", data=b64u_encode(data))

    def words_of(said: str) -> bytes:
        return voter.line([1], words=words_commitment(salt, said))

    data = cast_ballot(line, VILLAGE, salt, words)
    bare = cast_ballot(plain, VILLAGE, b"", "")
    return [
        good("words, and a hash of them", "words_commitment", salt=b64u_encode(salt), words=words),
        sent("with words"),
        sent("with none", plain, said=""),
        sent("three hundred characters", words_of("路" * 300), said="路" * 300),
        sent("emoji are one each", words_of("🌾" * 200), said="🌾" * 200),
        refused("three hundred and one", "malformed", words_of("路" * 301), said="路" * 301),
        refused("too many bytes", "too_large", words_of("🌾" * 600), said="🌾" * 600),
        refused("a line break", "malformed", words_of("一\n二"), said="一\n二"),
        refused("a control character", "malformed", words_of("一\u0085二"), said="一\u0085二"),
        refused("words that were not signed", "malformed", said="路灯后修"),
        refused("words without their hash", "malformed", plain),
        refused("a hash without its words", "malformed", said=""),
        refused("a box that is none", "malformed", box="3505"),
        good("is read", "read_cast", data=b64u_encode(data)),
        good("is read, without words", "read_cast", data=b64u_encode(bare)),
        unread("a ballot a byte too short", data[:-1]),
        unread("a ballot a byte too long", data + b"\0"),
        unread("not all zeros behind it", data[:-1] + b"x"),
        unread("zeros and a break", bare[:-1] + b"\n"),
        unread("no box", plain + bytes(2560 - len(plain))),
        unread("no UTF-8", data.replace("路灯".encode(), b"\xff" * 6)),
        unread("zeros alone", bytes(2560)),
    ]


SORTS: dict[str, tuple[Said, list[list[int]], list[list[int]]]] = {
    "single": ({"options": ["a", "b", "c"]}, [[0], [2], [1]], [[], [3], [0, 1]]),
    "multiple": ({"options": ["a", "b", "c"], "most": 2}, [[0], [0, 2], [1, 2]], [[], [2, 0], [0, 0], [0, 1, 2], [3]]),
    "ranking": ({"options": ["a", "b", "c"]}, [[2, 0, 1], [1], [2, 1]], [[], [0, 0], [3], [0, 1, 2, 3]]),
    "scale": ({"options": ["a", "b"]}, [[5, 1], [0, 5], [5, 0]], [[], [5], [0, 0], [6, 1], [1, 2, 3]]),
    "words": ({}, [[]], [[0]]),
}


def counts() -> Vectors:
    found: Vectors = []
    for sort, (said, right, wrong) in SORTS.items():
        poll = said | {"answer": sort}
        found.append(good(f"{sort}: sums", "count_choices", said=poll, choices=right))
        found.append(good(f"{sort}: nobody", "count_choices", said=poll, choices=[]))
        found += [good(f"{sort}: {one}", "check_choice", said=poll, choice=one) for one in right]
        found += [bad(f"{sort}: not {one}", "check_choice", "invalid", said=poll, choice=one) for one in wrong]
    return found


def boxes() -> Vectors:
    county, town, other = "350524000000", "350524102000", "350524103000"
    one, two, three = "350524102200", "350524102207", "350524102208"
    far, poor = "350524103201", "350524103202"

    def told(name: str, top: str = county, **ballots: int) -> Said:
        return good(name, "poll_boxes", ballots={code[1:]: count for code, count in ballots.items()}, top=top)

    def of(**found: int) -> dict[str, int]:
        codes = {"one": one, "two": two, "three": three, "far": far, "poor": poor}
        return {f"_{codes[name]}": count for name, count in found.items()}

    return [
        told("each has ten", **of(one=10, two=11)),
        told("nine go to the town", **of(one=9, two=3, three=40)),
        told("a town's nine go to the county", **of(one=9, far=9, two=12)),
        told("nine at the county are joined by the smallest box", **of(one=9, two=12, three=11)),
        told("of two as small, the smaller code", **of(one=9, two=11, three=11)),
        told("fewer than ten in all", **of(one=4, far=5)),
        told("a village alone", top=two, **of(two=4)),
        told("a town alone", top=town, **of(one=4, two=30)),
        told("another town", top=other, **of(far=4, poor=7)),
        told("nobody of one village", **of(one=0, two=10)),
        told("nobody"),
    ]


def recounts() -> Vectors:
    voters = sorted((Voter(f"v{number}") for number in range(12)), key=lambda one: one.token)
    lines = [voter.line([number % 3]) for number, voter in enumerate(voters)]
    said = ["修路", "修路", "先把水管换了"]
    stranger, other = Voter("stranger", (TWO,)), Voter("other")
    own = lines[3]

    def closed(of: list[bytes], choices: list[list[int]] | None = None, **more: Any) -> Said:
        data = ballots_file(of, said)
        counted = count_choices(SINGLE, choices or [list(read_ballot(line).choice) for line in of])
        close = {"asked": 13, "ballots": len(of), "counts": counted, "blob": hashlib.sha256(data).hexdigest(),
                 "root": b64u_encode(ballots_root(of))}  # fmt: skip
        return {"data": data.decode(), "close": close | more}

    def told(name: str, found: Said, *, asked: int | None = 13, mine: bytes | None = own) -> Said:
        mine_text = mine.decode() if mine else None
        return good(f"recount: {name}", "recount", said=SINGLE, **found, asked=asked, own=mine_text)

    def at(index: int, line: bytes) -> list[bytes]:
        return [*lines[:index], line, *lines[index + 1 :]]

    right = closed(lines)
    changed = lines[5].replace(b'"choice":[2]', b'"choice":[0]')
    added = sorted([*lines, other.line([0])], key=lambda line: read_ballot(line).token)
    foreign = sorted([*lines, stranger.line([0])], key=lambda line: read_ballot(line).token)
    fewer = [line for line in lines if line != own]
    again = voters[3].line([2], n=2)
    uncounted = {name: value for name, value in right["close"].items() if name != "counts"}
    return [
        good("a file", "ballots_file", lines=[line.decode() for line in lines[:2]], words=said),
        good("a file is read", "read_ballots_file", data=ballots_file(lines[:2], said).decode()),
        good("nobody answered", "read_ballots_file", data=ballots_file([], []).decode()),
        bad(
            "words in their order of coming",
            "read_ballots_file",
            "malformed",
            "poll",
            data='\n"修路"\n"先把水管换了"\n"修路"\n',
        ),
        bad("no empty line", "read_ballots_file", "malformed", "poll", data=lines[0].decode() + "\n"),
        bad("no line break at the end", "read_ballots_file", "malformed", "poll", data='\n"修路"'),
        bad("words that are no string", "read_ballots_file", "malformed", "poll", data="\n1\n"),
        told("all is right", right),
        told("all is right, in a box of several villages", right, asked=None, mine=None),
        told("its sums are not said", {"data": right["data"], "close": uncounted}),
        told("another file than was told", right | {"close": right["close"] | {"blob": "0" * 64}}),
        told("another root than was told", right | {"close": right["close"] | {"root": right["close"]["root"][::-1]}}),
        told("a ballot changed", closed(at(5, changed))),
        told("one's own was dropped", closed(fewer)),
        told("one's own was answered again, and is not there", closed(lines), mine=again),
        told("a ballot stands there twice", closed(sorted([*lines, own]))),
        told(
            "a token answers twice",
            closed(sorted([*lines, voters[4].line([0], n=2)], key=lambda line: read_ballot(line).token)),
        ),
        told("not in order", closed([lines[1], lines[0], *lines[2:]])),
        told("a ballot more than asked", closed(added, asked=12)),
        told("more asked than the square has", right, asked=12),
        told("a token of another issuer", closed(foreign)),
        told("sums that are not theirs", right | {"close": right["close"] | {"counts": [5, 4, 3]}}),
        told("one ballot less than told", right | {"close": right["close"] | {"ballots": 13}}),
        told("an answer that is none", closed(at(5, voters[5].line([3])), [[0]])),
        told("a ballot of another poll", closed(at(5, voters[5].line([2], poll="q2")))),
        told("a line that is none", closed(at(5, b"{}"), [[0]])),
        told("no file", right | {"data": ""}),
    ]

"""Blind tokens: the RFC's own signature, and each thing that may be wrong with one (blind.md)."""

import random
from typing import Any, NamedTuple

from common import Vectors, bad, good
from shaiba_sync import b64u_decode, b64u_encode, blind_token, sign_blinded, unblind_token

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


class Issuer(NamedTuple):
    """Signs by the definition, so that `sign_blinded` is held against it."""

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


def blind_vectors() -> Vectors:
    return [*rfc(), *tokens()]


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
        *signed(chance, blinded),
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


def signed(chance: random.Random, blinded: bytes) -> Vectors:
    """What an issuer answers: the same whatever it masks with."""
    p, q = (b64u_encode(prime.to_bytes(128)) for prime in (ONE.p, ONE.q))
    masks = [b"\0" + chance.randbytes(255) for _ in range(2)]
    for mask in masks:
        if sign_blinded(ONE.p.to_bytes(128), ONE.q.to_bytes(128), blinded, mask) != ONE.sign(blinded):
            raise ValueError("not what the definition says")

    def of(what: bytes, r: bytes = masks[0]) -> dict[str, Any]:
        return {"p": p, "q": q, "blinded": b64u_encode(what), "r": b64u_encode(r)}

    def refused(name: str, said: dict[str, Any]) -> dict[str, Any]:
        return bad(f"signed blind: {name}", "sign_blinded", "malformed", "poll", **said)

    return [
        good("signed blind", "sign_blinded", **of(blinded)),
        good("signed blind, masked otherwise: the same", "sign_blinded", **of(blinded, masks[1])),
        refused("nothing", of(bytes(256))),
        refused("the modulus", of(ONE.modulus)),
        refused("a byte less", of(blinded[1:])),
        refused("masked by nothing", of(blinded, bytes(256))),
        refused("masked by more than the modulus", of(blinded, b"\xff" * 256)),
        refused("masked by a factor", of(blinded, ONE.p.to_bytes(256))),
    ]

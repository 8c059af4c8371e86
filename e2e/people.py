"""The demo's people, and how a phone comes to be one's before its story begins."""

import base64
import hashlib
import json
import urllib.request
from http.cookies import SimpleCookie
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from e2e.device import Device
from e2e.phone import Phone
from e2e.screens import Who
from e2e.village import RONGXI
from shaiba_sync import b64u_encode

# What the app keeps of who is enrolled (pwa/src/replica/sign-in.ts, `adopt`). That it is the same, test_enrol.py holds.
_ADOPT = """async ({ device, secret, publicKey, account }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  const privateKey = await crypto.subtle.importKey('pkcs8', bytes(secret), 'Ed25519', false, ['sign'])
  await new Promise((resolve, fail) => {
    const opening = indexedDB.open('shaiba')
    opening.onupgradeneeded = () => fail(new Error('the app was never on this phone'))
    opening.onsuccess = ({ target: { result: store } }) => {
      const tx = store.transaction(['keys', 'meta'], 'readwrite', { durability: 'strict' })
      const keys = tx.objectStore('keys')
      keys.put({ id: device, alg: 'ed25519', publicKey: bytes(publicKey), privateKey }, 'device')
      keys.put(account, 'account')
      tx.objectStore('meta').put({ device, at: Date.now() }, 'session')
      tx.onabort = () => fail(tx.error)
      tx.oncomplete = () => { store.close(); resolve() }
    }
  })
}"""


def demo_person(phone: Phone, who: Who, village: str = RONGXI, nth: int = 0) -> dict[str, str]:
    """One of those whom anybody may be: the nth of that role in this village, or in a place that it is in."""
    with urllib.request.urlopen(f"http://127.0.0.1:{phone.wire.target}/demo/people", timeout=30) as answer:
        people: list[dict[str, str]] = json.load(answer)
    found = [one for one in people if one["role"] == who and village.startswith(one["region"].rstrip("0"))]
    if len(found) > nth:
        return found[nth]
    raise AssertionError(f"no {who} of {village} among {json.dumps(people, ensure_ascii=False)[:500]}")


def be(phone: Phone, who: Who, village: str = RONGXI, *, nth: int = 0) -> None:
    """Whoever has this phone, which was only just switched on, was enrolled on it long ago: for stories that begin
    later. (How it is done by hand: acts.sign_in.) The key is made here, and the server is asked as the app asks it."""
    assert phone.page.url == "about:blank", "it has been used: what was done by hand before goes on by hand"
    person, device = demo_person(phone, who, village, nth), Device()
    account, session = _enrol(phone.wire.target, person["person"], device)
    phone.context.add_cookies(
        [{"name": name, "value": one.value, "url": phone.origin, "httpOnly": True} for name, one in session.items()]
    )
    phone.page.goto(phone.origin + "/health")  # of its origin, and no page of the app
    secret = device.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    kept = {"secret": base64.b64encode(secret).decode(), "publicKey": base64.b64encode(device.public).decode()}
    phone.page.evaluate(_ADOPT, {**kept, "device": device.id, "account": account})
    phone.page.goto("about:blank")
    phone.person = person["name"].removesuffix("（演示）")


def _enrol(port: int, person: str, device: Device) -> tuple[dict[str, Any], SimpleCookie]:
    """What the server answers to the app of one who becomes this person: the account, and the session's cookie."""
    proof = device.key.sign(hashlib.sha256(f"shaiba-enrol-v1\n{person}".encode()).digest())
    body = {"person": person, "alg": "ed25519", "key": b64u_encode(device.public), "sig": b64u_encode(proof)}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/demo/enrol", json.dumps(body).encode())
    asked.headers = {"Content-Type": "application/json", "X-Shaiba": "1"}
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return json.load(answer), SimpleCookie(answer.headers["Set-Cookie"])

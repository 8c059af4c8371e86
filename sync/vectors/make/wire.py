# ruff: noqa: E501
"""The header and the answer of a sync, whole and cut (scope.md)."""

import hashlib
import json
from typing import Any

from common import ROOT, VILLAGE, Vectors, bad, good
from shaiba_sync import b64u_encode


def header_vectors() -> Vectors:
    header = f'{{"v":1,"have":{{"{VILLAGE}":[0,9984],"region/350000000000":[1,0]}},"mine":true}}'
    vectors = [
        good("a header", "parse_header", line=header),
        good("a header for nothing", "parse_header", line='{"v":1,"have":{}}'),
        good("a header that says no", "parse_header", line='{"v":1,"have":{},"mine":false}'),
        good("a cursor as far as can be", "parse_header", line=f'{{"v":1,"have":{{"{VILLAGE}":[{2**53 - 1},{2**53 - 1}]}}}}'),
        good("a cursor with its root", "parse_header", line=f'{{"v":1,"have":{{"{VILLAGE}":[0,9984,"{ROOT}"]}}}}'),
        good("a header written with a root", "format_header", have={VILLAGE: [0, 9984, ROOT], "poll/p": [2, 0]}, mine=False),
        good("a header written", "format_header", have={VILLAGE: [0, 9984], "poll/p": [0, 0]}, mine=True),
        good("a header written without mine", "format_header", have={}, mine=False),
        bad("another version", "parse_header", "version_unsupported", line='{"v":2,"have":[]}'),
        bad("a header too large", "parse_header", "too_large", line_parts=[["x", 131073]]),
        bad("too many scopes", "parse_header", "malformed", "header", line='{"v":1,"have":{' + ",".join(f'"poll/{n}":[0,0]' for n in range(1025)) + "}}"),
        bad("a header of broken UTF-8", "parse_header", "malformed", "header", line_hex="ff"),
    ]  # fmt: skip
    for why, line in {
        "empty": "", "no JSON": "{", "an array": "[]", "a string": '"v"', "no have": '{"v":1}', "no v": '{"have":{}}', "v as text": '{"v":"1","have":{}}',
        "v with a fraction": '{"v":1.0,"have":{}}', "another order": '{"have":{},"v":1}', "a member unknown": '{"v":1,"have":{},"x":1}',
        "mine before have": '{"v":1,"mine":true,"have":{}}', "have as an array": '{"v":1,"have":[]}', "have as null": '{"v":1,"have":null}',
        "mine as a number": '{"v":1,"have":{},"mine":1}', "mine as null": '{"v":1,"have":{},"mine":null}', "a space": '{"v":1, "have":{}}', "a space before": ' {"v":1,"have":{}}',
        "an LF after": '{"v":1,"have":{}}\n', "a scope that is none": '{"v":1,"have":{"x":[0,0]}}', "a scope twice": '{"v":1,"have":{"poll/p":[0,0],"poll/p":[0,1]}}',
        "a cursor of one": '{"v":1,"have":{"poll/p":[0]}}', "a cursor of three numbers": '{"v":1,"have":{"poll/p":[0,0,0]}}', "a cursor of four": f'{{"v":1,"have":{{"poll/p":[0,0,"{ROOT}",0]}}}}', "a root too short": f'{{"v":1,"have":{{"poll/p":[0,1,"{ROOT[:-1]}"]}}}}',
        "a root with unused bits": f'{{"v":1,"have":{{"poll/p":[0,1,"{ROOT[:-1]}h"]}}}}', "a root of null": '{"v":1,"have":{"poll/p":[0,1,null]}}', "a root for its size": f'{{"v":1,"have":{{"poll/p":[0,"{ROOT}"]}}}}', "a cursor below zero": '{"v":1,"have":{"poll/p":[0,-1]}}',
        "a cursor with a fraction": '{"v":1,"have":{"poll/p":[0,1.5]}}', "a cursor with an empty fraction": '{"v":1,"have":{"poll/p":[0,1.0]}}',
        "a cursor too far": f'{{"v":1,"have":{{"poll/p":[0,{2**53}]}}}}', "a cursor as text": '{"v":1,"have":{"poll/p":["0","0"]}}', "a cursor of flags": '{"v":1,"have":{"poll/p":[true,false]}}',
        "a cursor as an object": '{"v":1,"have":{"poll/p":{}}}', "a byte-order mark": '\ufeff{"v":1,"have":{}}', "an escape": '{"v":1,"have":{"poll\\/p":[0,0]}}',
    }.items():  # fmt: skip
        vectors.append(bad(f"no header: {why}", "parse_header", "malformed", "header", line=line))
    return vectors + refill_vectors()


def refill_vectors() -> Vectors:
    header = '{"v":1,"epoch":0,"from":9000,"checkpoint":"demo.shaiba/…\\n"}'
    vectors = [
        good("a refill", "parse_refill", line=header),
        good("a refill written", "format_refill", epoch=1, begin=0, checkpoint="demo.shaiba/…\n"),
        bad("a refill of another version", "parse_refill", "version_unsupported", line=header.replace(":1,", ":2,", 1)),
        bad("a refill too large", "parse_refill", "too_large", line_parts=[["x", 131073]]),
    ]
    for why, line in {
        "empty": "", "no JSON": "{", "an array": "[]", "no v": header.replace('"v":1,', ""), "v with a fraction": header.replace("1", "1.0", 1), "no from": header.replace('"from":9000,', ""),
        "another order": '{"v":1,"from":0,"epoch":0,"checkpoint":""}', "a member unknown": header[:-1] + ',"x":1}', "from below zero": header.replace("9000", "-1"), "from with a fraction": header.replace("9000", "9000.5"),
        "from too far": header.replace("9000", str(2**53)), "from as a flag": header.replace("9000", "true"), "epoch as text": header.replace('"epoch":0', '"epoch":"0"'), "a checkpoint of null": '{"v":1,"epoch":0,"from":0,"checkpoint":null}',
        "a space": header.replace(",", ", ", 1), "an LF after": header + "\n", "a name twice": '{"v":1,"epoch":0,"from":0,"from":0,"checkpoint":""}',
    }.items():  # fmt: skip
        vectors.append(bad(f"no refill: {why}", "parse_refill", "malformed", "header", line=line))
    return vectors


def answer_vectors() -> Vectors:
    ids = [b64u_encode(hashlib.sha256(bytes([n])).digest()) for n in range(4)]
    note = "demo.shaiba/…\n"
    items: dict[str, dict[str, Any]] = {
        "stored": {"verdict": "stored", "id": ids[0], "scope": VILLAGE, "seq": 11},
        "seen": {"verdict": "seen", "id": ids[1], "scope": VILLAGE, "seq": 3},
        "refused": {
            "verdict": "refused",
            "id": ids[2],
            "error": "invalid",
            "retry": "never",
            "detail": {"field": "title", "why": "missing"},
        },
        "lines": {"scope": VILLAGE, "epoch": 0, "from": 10, "to": 13, "checkpoint": note, "count": 2},
        "lines, and there are more": {
            "scope": VILLAGE,
            "epoch": 0,
            "from": 10,
            "to": 13,
            "checkpoint": note,
            "count": 2,
            "more": True,
        },
        "bundles": {"scope": VILLAGE, "epoch": 0, "bundles": 9984, "checkpoint": note},
        "behind": {"scope": VILLAGE, "epoch": 0, "behind": 9000, "checkpoint": note},
        "behind, in an epoch that was given up": {
            "scope": VILLAGE,
            "epoch": 1,
            "behind": 9000,
            "checkpoint": note,
            "entry": '{"v":1,…}',
        },
        "fork": {"scope": VILLAGE, "epoch": 0, "fork": 9984, "checkpoint": note},
        "damaged": {"scope": VILLAGE, "epoch": 0, "damaged": [12, 300], "checkpoint": note},
        "damaged, nobody knows where": {"scope": VILLAGE, "epoch": 0, "damaged": [], "checkpoint": note},
        "end": {"end": True, "now": 1793340000000},
        "end, of a restored copy": {"end": True, "now": 1793340000000, "restored": True},
    }
    texts = {name: json.dumps(item, ensure_ascii=False, separators=(",", ":")) for name, item in items.items()}
    vectors = [
        good(f"answer: {name}, written", "format_answer", item=dict(reversed(item.items())))
        for name, item in items.items()
    ]
    vectors += [good(f"answer: {name}, read", "parse_answer", line=text) for name, text in texts.items()]
    vectors.append(
        good("answer: members of a later version", "parse_answer", line='{"later":1.5,"end":true,"now":5,"then":null}')
    )
    vectors.append(good("answer: a refusal of a later version", "parse_answer",
        line=f'{{"verdict":"refused","id":"{ids[0]}","error":"too_soon","retry":"some_day","detail":{{}}}}'))  # fmt: skip
    for why, line in {
        "empty": "", "an array": "[]", "an object of nothing": "{}", "a verdict unknown": texts["stored"].replace("stored", "kept"), "a verdict that is a number": texts["stored"].replace('"stored"', "1"),
        "stored without seq": texts["stored"].replace(',"seq":11', ""), "stored with a fraction": texts["stored"].replace("11", "1.5"), "stored below zero": texts["stored"].replace("11", "-1"),
        "stored with an id too short": texts["stored"].replace(ids[0], ids[0][:-1]), "stored in no scope": texts["stored"].replace("village/", "valley/"),
        "refused without detail": texts["refused"].replace(',"detail":', ',"details":'), "refused with detail as text": f'{{"verdict":"refused","id":"{ids[0]}","error":"x","retry":"never","detail":"x"}}',
        "lines without checkpoint": texts["lines"].replace("checkpoint", "check"), "lines backwards": texts["lines"].replace('"to":13', '"to":9'), "lines of nothing": texts["lines"].replace('"to":13', '"to":10'),
        "more lines than places": texts["lines"].replace('"count":2', '"count":4'), "a surrogate alone": texts["refused"].replace("title", r"\ud800"), "a surrogate alone in a name": texts["refused"].replace("why", r"\udc00"),
        "a number beyond doubles": texts["end"].replace('"now"', '"x":1e400,"now"'), "a number below doubles": texts["end"].replace('"now"', '"x":-1e400,"now"'), "end without now": '{"end":true}', "now as text": '{"end":true,"now":"5"}', "behind by a flag": texts["behind"].replace("9000", "true"), "an entry as an object": texts["behind"].replace("}", ',"entry":{}}'), "an entry of null": texts["behind"].replace("}", ',"entry":null}'),
        "a fork below zero": texts["fork"].replace("9984", "-1"), "a fork without checkpoint": texts["fork"].replace("checkpoint", "check"), "damaged as a number": texts["damaged"].replace("[12,300]", "12"),
        "damaged by a fraction": texts["damaged"].replace("300", "300.5"), "damaged below zero": texts["damaged"].replace("300", "-1"), "damaged by a text": texts["damaged"].replace("300", '"300"'), "damaged by null": texts["damaged"].replace("[12,300]", "null"),
        "damaged in too many places": texts["damaged"].replace("[12,300]", json.dumps(list(range(257)), separators=(",", ":"))),
    }.items():  # fmt: skip
        vectors.append(bad(f"no answer: {why}", "parse_answer", "malformed", "answer", line=line))
    whole = [
        texts["stored"],
        texts["seen"],
        texts["refused"],
        texts["lines"],
        '{"gone":…}',
        "any bytes",
        texts["behind"],
        texts["fork"],
        texts["damaged"],
        texts["end"],
    ]
    for cut in range(len(whole) + 1):
        vectors.append(good(f"answer: cut after line {cut}", "read_answer", sent=ids[:3], lines=whole[:cut]))
    other = texts["seen"].replace(ids[1], ids[3])
    read = ("read_answer", "malformed", "answer")
    vectors += [
        good("answer: the log holds the act with another signature, and sends it", "read_answer",
             sent=[ids[1]], lines=[other.replace('"seq":3', '"seq":11'), texts["lines"].replace('"count":2', '"count":3'), "10", "11", "12"]),
        good("answer: the same op sent twice", "read_answer", sent=[ids[0], ids[0]],
             lines=[texts["stored"], texts["stored"].replace("stored", "seen"), texts["lines"], "10", "12", texts["end"]]),
        good("answer: all lines are one's own", "read_answer", sent=[ids[0]],
             lines=[texts["stored"], '{"scope":"' + VILLAGE + '","epoch":0,"from":11,"to":12,"checkpoint":"","count":0}', texts["end"]]),
        good("answer: the lines of a scope in two runs, one's own in the second", "read_answer", sent=[ids[0]],
             lines=[texts["stored"], texts["lines"].replace(":13", ":11").replace(":2}", ":1}"), "10",
                    texts["lines"].replace(":10", ":11").replace(":2}", ":1}"), "12", texts["end"]]),
        good("answer: to a request without ops", "read_answer", lines=[texts["bundles"], texts["end"]]),
        bad("answer: a verdict for nothing", *read, sent=[], lines=[texts["stored"]]),
        bad("answer: a verdict for another op", *read, sent=[ids[1]], lines=[texts["stored"]]),
        bad("answer: a refusal for another op", *read, sent=[ids[1]], lines=[texts["refused"]]),
        bad("answer: a verdict missing", *read, sent=ids[:2], lines=[texts["stored"], texts["end"]]),
        bad("answer: fewer lines than places", *read, sent=[], lines=[texts["lines"]]),
        bad("answer: one's own line sent again", *read, sent=[ids[0]], lines=[texts["stored"], texts["lines"].replace('"count":2', '"count":3')]),
        bad("answer: a run that begins before the one before it is whole", *read, sent=[], lines=[
            texts["lines"].replace('"count":2', '"count":3'), "10", "11", texts["end"], texts["lines"]]),
        bad("answer: something after the end", *read, sent=[], lines=[texts["end"], texts["end"]]),
    ]  # fmt: skip
    return vectors

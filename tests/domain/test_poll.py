"""poll, vote, token, signing, ticket, box, suggestion, tally: who asks, answers, counts; what is refused, and when."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from shaiba.storage.issuers import Issuer
from shaiba_sync import answer_id, b64u_encode, blind_token, issuer_modulus

SQUARE = "square/350583112216"
HOME = "home/350583112216-02-011"
HEAD, TAIL = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100"), b"\2\3\1\0\1"
SPKI = b64u_encode(HEAD + b"\xff" * 256 + TAIL)
BLINDED = b64u_encode(b"\1" * 256)
BLOB, ROOT = "0" * 64, "A" * 43
POLL = {
    "title": "先修哪一样", "why": "钱只够一样", "about": "choice", "opens": "1970-01-01", "closes": "1970-01-10",
    "by": "committee", "unit": "household", "secrecy": "secret", "answer": "single", "options": ["路", "水", "路灯"],
    "suggestions": "welcome", "late_h": 48,
}  # fmt: skip
PAPER = {
    "title": "补选一人", "why": "出缺", "about": "election", "opens": "1970-01-01", "closes": "1970-01-01",
    "by": "committee", "place": "村部", "options": ["张某", "李某"],
}  # fmt: skip
KEYED = POLL | {"issuers": [SPKI]}
ENDED = KEYED | {"opens": "1969-12-01", "closes": "1969-12-10"}
COUNTED = ENDED | {"asked": 12, "ballots": 11, "boxes": ["350583112216"], "counts": [4, 4, 3]}
OPEN = POLL | {"secrecy": "open"}
ASKERS = {"committee", "cadre", "keeper", "discipline", "admin"}


def change(do, record="q1", **members):
    return {"do": do, "id": record, "set": members}


def opening(without=(), **other):
    return change("poll.open", **{name: value for name, value in (POLL | other).items() if name not in without})


def test_who_asks_and_who_ends_it(judge, who):
    assert {by for by in (*ASKERS, "villager", "supervisor", "clerk", "next_cadre")
            if judge(opening(by=by), by) == "ok"} == ASKERS  # fmt: skip
    assert who(change("poll.void", voided="问错了"), POLL) == ASKERS
    assert judge(opening(), "committee", POLL) == "taken"
    assert judge(opening(by="admin"), "committee") == "invalid set.by who_acts"


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ({"opens": "1969-12-31"}, "invalid set.opens too_early"),
        ({"closes": "1969-12-31"}, "invalid set.closes before_opens"),
        ({"closes": "1970-01-01"}, "invalid set.closes before_opens"),
        ({"closes": "1970-03-03"}, "invalid set.closes too_late"),
        ({"closes": "1970-03-02"}, "ok"),
        ({"closes": "1970-02-30"}, "invalid set.closes not_a_date"),
        ({"late_h": 169}, "invalid set.late_h too_large"),
        ({"options": ["路"]}, "invalid set.options too_short"),
        ({"options": ["路", "路"]}, "invalid set.options twice"),
        ({"most": 2}, "invalid set.most not_here"),
        ({"answer": "multiple"}, "invalid set.most missing"),
        ({"answer": "multiple", "most": 3}, "ok"),
        ({"answer": "multiple", "most": 4}, "invalid set.most too_large"),
        ({"answer": "words"}, "invalid set.options not_here"),
        ({"secrecy": "named"}, "invalid set.office missing"),
        ({"secrecy": "named", "office": "o1"}, "invalid set.office not_yours"),
        ({"office": "o1"}, "invalid set.office not_here"),
        ({"secrecy": "whispered"}, "invalid set.secrecy not_one_of"),
        ({"place": "村部"}, "invalid set.place not_here"),
        ({"about": "election"}, "invalid set.unit not_here"),
        ({"about": "land"}, "invalid set.unit not_here"),
    ],
)
def test_what_is_asked(judge, said, want):
    assert judge(opening(**said), "committee") == want


def test_of_an_answer_in_words_there_are_no_options(judge):
    assert judge(opening(without=("options",), answer="words"), "committee") == "ok"
    assert judge(opening(without=("options",)), "committee") == "invalid set.options missing"
    assert judge(opening(without=("secrecy",)), "committee") == "invalid set.secrecy missing"


def test_what_the_law_wants_on_paper_has_no_ballots_here(judge):
    assert judge(change("poll.open", **PAPER), "committee") == "ok"
    without = {name: value for name, value in PAPER.items() if name != "place"}
    assert judge(change("poll.open", **without), "committee") == "invalid set.place missing"
    assert judge(change("poll.key", issuers=[SPKI]), "clerk", PAPER) == "invalid set.issuers not_here"
    assert judge(result(), "clerk", PAPER) == "invalid id too_early"
    assert judge(ask(), "villager", scope=SQUARE, others=ROLL, above=at(PAPER)) == "invalid set.poll unknown"


def test_the_clerk_says_the_key_once(judge, who):
    key = change("poll.key", issuers=[SPKI])
    assert who(key, POLL) == {"clerk"}
    assert judge(key, "clerk", KEYED) == "taken"
    assert judge(key, "clerk", OPEN) == "invalid set.issuers not_here"
    assert judge(change("poll.key", issuers=["A" * 392]), "clerk", POLL) == "invalid set.issuers not_a_key"
    assert judge(key, "clerk", POLL | {"voided": "x"}) == "closed"
    assert judge(key, "clerk") == "unknown_record"


# --- two issuers ------------------------------------------------------------------------------------------------------

APPRAISAL = POLL | {"about": "appraisal", "second": "o-2"}
ISSUER = Issuer(rsa.generate_private_key(65537, 2048))
SECOND = b64u_encode(ISSUER.spki)
READY = APPRAISAL | {"issuer": SECOND}
OFFICE = "office/350583112216/o-2"
OFFICES = {("office", "o-2"): {"name": "监委会", "level": "village", "sort": "supervisory"}}


def test_an_appraisal_in_secret_names_a_second_office_that_is_not_that_of_who_asks(judge):
    def judged(by="committee", offices=OFFICES, without=(), **more):
        said = {"about": "appraisal", "second": "o-2", "by": by} | more
        return judge(opening(without=without, **{k: v for k, v in said.items() if v}), by, others=offices)

    assert judged() == "ok"
    assert judged(second=None) == "invalid set.second missing"
    assert judged(about="opinion") == judged(secrecy="open") == "invalid set.second not_here"
    assert judged(offices={}) == "invalid set.second unknown"
    for other in ({"sort": "committee"}, {"closed": "1970-01-01"}):
        assert judged(offices={("office", "o-2"): OFFICES["office", "o-2"] | other}) == "invalid set.second unknown"
    assert judged("both_issuers") == "invalid set.second own_word"


def test_the_second_office_says_its_key_once_and_the_clerk_names_both(judge, who):
    own = change("poll.second", issuer=SECOND)
    assert judge(own, "second", APPRAISAL) == "ok"
    assert who(own, APPRAISAL) == set(), "nobody of another office, the clerk no more than others"
    assert judge(own, "second", READY) == "taken"
    assert judge(own, "second", POLL) == "forbidden"
    assert judge(own, "second") == "unknown_record"
    assert judge(own, "second", APPRAISAL | {"voided": "x"}) == "closed"
    assert judge(own, "second", ENDED | {"second": "o-2"}) == "closed"
    assert judge(change("poll.second", issuer="A" * 392), "second", APPRAISAL) == "invalid set.issuer not_a_key"
    assert judge(change("poll.key", issuers=[SPKI, SECOND]), "clerk", READY) == "ok"
    for issuers in ([SPKI], [SPKI, SPKI]):
        assert judge(change("poll.key", issuers=issuers), "clerk", READY) == "invalid set.issuers not_as_many"
    assert judge(change("poll.key", issuers=[SPKI, SECOND]), "clerk", POLL) == "invalid set.issuers not_as_many"
    assert judge(change("poll.key", issuers=[SPKI]), "clerk", APPRAISAL) == "invalid set.issuers not_as_many"


def test_the_second_office_tells_its_count_once_when_nobody_answers_any_more(judge, who):
    def told(*counts, poll=ENDED | {"second": "o-2", "issuer": SECOND}, by="second"):
        return judge(change("poll.issued", issued=[{"village": v, "count": n} for v, n in counts]), by, poll)

    here = ("350583112216", 12)
    assert told(here) == told() == told(here, poll=COUNTED | {"second": "o-2"}) == "ok"
    assert who(change("poll.issued", issued=[]), ENDED | {"second": "o-2"}) == set()
    assert told(here, poll=READY) == "invalid id too_early"
    assert told(here, poll=ENDED | {"second": "o-2", "voided": "x"}) == "closed"
    assert told(here, poll=ENDED | {"second": "o-2", "issued": []}) == "taken"
    assert told(here, here) == "invalid set.issued twice"
    assert told(("350583112217", 1)) == "invalid set.issued not_below"


def test_the_second_office_signs_what_the_clerk_brings_and_only_with_its_key(judge):
    blinded = blind_token(issuer_modulus(ISSUER.spki), bytes(64), bytes(48), b"\0" + bytes(254) + b"\7")
    asked = {"poll": "q1", "village": "350583112216", "blinded": b64u_encode(blinded)}
    bring = change("signing.bring", "s1", **asked)
    assert judge(bring, "clerk", scope=OFFICE) == "ok"
    assert judge(bring, "second", scope=OFFICE) == "forbidden"
    assert judge(bring, "clerk", asked, scope=OFFICE) == "taken"

    right = ISSUER.sign(blinded)

    def signed(by="second", past=asked, poll=READY, answer=right):
        give = change("signing.give", "s1", signed=b64u_encode(answer))
        return judge(give, by, past, scope=OFFICE, above=at(poll))

    assert signed() == "ok"
    assert signed("clerk") == signed("supervisor") == "forbidden"
    assert signed(past=None) == "unknown_record"
    assert signed(past=asked | {"signed": BLINDED}) == "taken"
    assert signed(answer=blinded) == "invalid set.signed not_signed"
    assert signed(poll=APPRAISAL) == signed(poll=READY | {"issuer": SPKI}) == "invalid set.signed not_signed"


def result(**other):
    return change("poll.result", **{"asked": 12, "ballots": 11, "boxes": ["350583112216"], "counts": [4, 4, 3]} | other)


def test_the_clerk_says_the_sums_when_all_is_over_and_never_of_a_few(judge, who):
    assert who(result(), ENDED) == {"clerk"}
    assert judge(result(), "clerk", KEYED) == "invalid id too_early"
    late = KEYED | {"opens": "1969-12-20", "closes": "1969-12-31"}
    assert judge(result(), "clerk", late) == "invalid id too_early", "phones may still come back"
    assert judge(result(), "clerk", COUNTED) == "closed"
    assert judge(result(ballots=9), "clerk", ENDED) == "invalid set.counts too_few"
    few = {"do": "poll.result", "id": "q1", "set": {"asked": 9, "ballots": 9, "boxes": []}}
    assert judge(few, "clerk", ENDED) == "ok"
    assert judge(result(ballots=9), "clerk", ENDED | {"secrecy": "open"}) == "ok"
    assert judge(change("poll.void", voided="x"), "committee", COUNTED) == "closed"


# --- answers and tokens -----------------------------------------------------------------------------------------------

ROLL = {("member", "villager"): {"name": "王某", "household": "02-011"}}


def at(poll):
    return {("poll", "q1"): poll}


def give(who="02-011", by="villager", choice=(0,), record=None, **more):
    said = {"by": by, "choice": list(choice), **more}
    return change("vote.give", record or answer_id("q1", who), poll="q1", who=who, said=said)


def ask(who="02-011", by="villager", record=None, blinded=(BLINDED,)):
    return change("token.ask", record or answer_id("q1", who), poll="q1", who=who, by=by, blinded=list(blinded))


@pytest.mark.parametrize(
    ("act", "poll", "want"),
    [
        (give(), OPEN, "ok"),
        (give(words="先修桥"), OPEN, "ok"),
        (give(words="先修桥"), OPEN | {"suggestions": ""}, "invalid set.said.words not_here"),
        (give(choice=[3]), OPEN, "invalid set.said.choice not_one_of"),
        (give(choice=[]), OPEN | {"answer": "words"}, "invalid set.said.words missing"),
        (give(), POLL, "invalid set.poll unknown"),
        (give(), PAPER, "invalid set.poll unknown"),
        (give(), OPEN | {"opens": "1970-01-02"}, "invalid set.poll too_early"),
        (give(), OPEN | {"opens": "1969-12-01", "closes": "1969-12-31"}, "ok"),
        (give(), OPEN | {"opens": "1969-12-01", "closes": "1969-12-29"}, "closed"),
        (give(), OPEN | {"voided": "x"}, "closed"),
        (give(), OPEN | {"ballots": 3}, "closed"),
        (give(record="q1"), OPEN, "invalid id not_the_id"),
        (give(who="03-001"), OPEN, "forbidden"),
        (give(by="supervisor"), OPEN, "invalid set.said.by who_acts"),
        (give(who="villager"), OPEN, "forbidden"),
        (give(who="villager"), OPEN | {"unit": "person"}, "ok"),
        (ask(), KEYED, "ok"),
        (ask(), POLL, "invalid set.blinded not_as_many"),
        (ask(blinded=[BLINDED, BLINDED]), KEYED, "invalid set.blinded not_as_many"),
        (ask(blinded=["A" * 43]), KEYED, "invalid set.blinded[0] pattern"),
        (ask(), OPEN, "invalid set.poll unknown"),
        (ask(), ENDED, "closed"),
        (ask(record="q1"), KEYED, "invalid id not_the_id"),
        (ask(who="03-001"), KEYED, "forbidden"),
        (ask(by="supervisor"), KEYED, "invalid set.by who_acts"),
    ],
)
def test_who_answers_and_who_gets_a_ballot(judge, act, poll, want):
    assert judge(act, "villager", scope=SQUARE, others=ROLL, above=at(poll)) == want


NAMED = POLL | {"secrecy": "named", "office": "o1"}


def test_an_office_asks_by_name_only_for_itself(judge):
    asked = opening(secrecy="named", office="roll", by="keeper")
    assert judge(asked, "keeper", scope="region/350583112000") == "ok"
    assert judge(asked | {"set": asked["set"] | {"by": "cadre"}}, "cadre") == "invalid set.office not_yours"


@pytest.mark.parametrize(
    ("act", "poll", "scope", "want"),
    [
        (give(), NAMED, HOME, "ok"),
        (give(who="villager"), NAMED | {"unit": "person"}, HOME, "ok"),
        (give(), NAMED, SQUARE, "invalid set.poll unknown"),
        (give(), OPEN, HOME, "invalid set.poll unknown"),
        (give(), NAMED, HOME.replace("011", "012"), "forbidden"),
        (give(who="02-012"), NAMED, HOME, "forbidden"),
        (give(), NAMED | {"ballots": 12}, HOME, "closed"),
    ],
)
def test_who_is_named_answers_at_home(judge, act, poll, scope, want):
    assert judge(act, "villager", scope=scope, beside=ROLL, others=ROLL, above=at(poll)) == want


def test_the_clerk_alone_brings_answers_once_to_the_office_that_asks(judge):
    said = {"poll": "q1", "village": "350583112216", "who": "02-011", "said": {"by": "villager", "choice": [0]}}
    bring = change("answered.bring", answer_id("q1", "350583112216 02-011"), **said)
    office = "office/350583112216/o1"
    assert judge(bring, "clerk", scope=office) == "ok"
    assert judge(bring, "committee", scope=office) == "forbidden"
    assert judge(bring, "clerk", said, scope=office) == "taken"
    other = change("answered.bring", answer_id("q1", "02-011"), **said)
    assert judge(other, "clerk", scope=office) == "invalid id not_the_id"


def test_of_few_who_are_named_no_sums_are_said(judge):
    assert judge(result(ballots=9), "clerk", ENDED | {"secrecy": "named"}) == "invalid set.counts too_few"
    box = change("box.close", poll="q1", villages=["350583112216"], asked=9, ballots=9, counts=[4, 4, 1])
    assert judge(box, "clerk", above=at(NAMED)) == "invalid set.ballots too_few"
    assert judge(box, "clerk", above=at(OPEN)) == "ok"


def test_an_answer_is_given_anew_and_a_ballot_never_twice(judge):
    assert judge(give(choice=[1]), "villager", give()["set"], scope=SQUARE, others=ROLL, above=at(OPEN)) == "ok"
    assert judge(ask(), "villager", ask()["set"], scope=SQUARE, others=ROLL, above=at(KEYED)) == "taken"


def test_nobody_who_is_not_on_the_roll(judge):
    for act, poll in ((give(), OPEN), (ask(), KEYED)):
        assert judge(act, "villager", scope=SQUARE, above=at(poll)) == "forbidden"
        left = {("member", "villager"): ROLL["member", "villager"] | {"left": "1970-01-01"}}
        assert judge(act, "villager", scope=SQUARE, others=left, above=at(poll)) == "forbidden"
        assert judge(act, "clerk", scope=SQUARE, others=ROLL, above=at(poll)) == "forbidden"


def test_the_clerk_gives_tickets_and_closes_boxes(judge, who):
    ticket = change("ticket.give", answer_id("q1", "02-011"), poll="q1", signed=[BLINDED])
    assert judge(ticket, "clerk", scope=HOME) == "ok"
    assert judge(ticket, "committee", scope=HOME) == "forbidden"
    assert judge(ticket, "clerk", ticket["set"], scope=HOME) == "taken"
    box = {"poll": "q1", "villages": ["350583112216"], "asked": 12, "ballots": 11, "counts": [4, 4, 3]}
    sealed = box | {"blob": BLOB, "root": ROOT}
    assert who(change("box.close", **box)) == {"clerk"}
    assert judge(change("box.close", **sealed)) == "ok"
    assert judge(change("box.close", **sealed), "clerk", sealed) == "taken"
    assert judge(change("box.close", "q2", **box)) == "invalid id not_the_id"
    assert judge(change("box.close", **sealed | {"ballots": 9})) == "invalid set.ballots too_few"
    assert judge(change("box.close", **box | {"ballots": 9})) == "ok", "open answers everybody sees"
    assert judge(change("box.close", **box | {"blob": BLOB})) == "invalid set.root missing"
    assert judge(change("box.close", **box | {"root": ROOT})) == "invalid set.root not_here"
    assert judge(change("box.close", **box | {"villages": ["350583112217"]})) == "invalid set.villages not_below"


# --- suggestions, and votes on paper ----------------------------------------------------------------------------------


def test_suggestions_are_answered_once_it_is_counted(judge):
    said = {"poll": "q1", "of": ["A" * 43], "outcome": "adopted", "text": "明年修", "by": "committee"}
    others = at(COUNTED)

    def judged(by="committee", past=None, found=others, **more):
        return judge(change("suggestion.answer", "s1", **said | {"by": by} | more), by, past, others=found)

    assert judged() == "ok"
    assert {by for by in (*ASKERS, "villager", "clerk", "supervisor") if judged(by) == "ok"} == ASKERS
    assert judged(past=said) == "taken"
    assert judged(found=at(ENDED)) == judged(found={}) == "invalid set.poll unknown"
    assert judged(outcome="passed_on") == "invalid set.to missing"
    assert judged(outcome="passed_on", to="水利站") == "ok"
    assert judged(to="水利站") == "invalid set.to not_here"
    assert judged(of=["A" * 43] * 2) == "invalid set.of twice"
    assert judge(change("suggestion.answer", "s1", **said), "admin", others=others) == "invalid set.by who_acts"


def test_three_count_what_is_on_paper_each_for_himself(judge):
    sheet = {"blob": BLOB, "type": "image/jpeg", "w": 800, "h": 600}
    said = {"poll": "q1", "counts": [30, 12], "spoiled": 1, "sheets": [sheet], "day": "1970-01-01"}

    def judged(by="committee", role="committee", record=None, found=PAPER, **more):
        members = said | {"by": by, "role": role} | more
        return judge(change("tally.record", record or answer_id("q1", by), **members), by, others=at(found))

    assert judged() == judged("supervisor", "supervisor") == judged("cadre", "cadre") == "ok"
    assert judged("villager", "committee") == judged("accountant", "accountant") == "forbidden"
    assert judged("supervisor", "committee") == "forbidden"
    assert judged(record="t1") == "invalid id not_the_id"
    assert judged(found=POLL) == judged(found=PAPER | {"voided": "x"}) == "invalid set.poll unknown"
    assert judged(found=PAPER | {"opens": "1970-01-02"}) == "invalid set.day too_early"
    assert judged(day="1970-01-02") == "invalid set.day too_late"
    assert judged(counts=[30]) == "invalid set.counts not_as_many"
    other = change("tally.record", answer_id("q1", "admin"), **said | {"by": "admin", "role": "committee"})
    assert judge(other, "committee", others=at(PAPER)) == "invalid set.by who_acts"

"""A life of an appeal against a model written from the page: any steps, any days, holidays moved; state, level and due
day agree, what the page promises holds at every moment, and what Python said TypeScript says of every life seen."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from shaiba_sync import DEFAULT_TERMS, LEVELS, MAX_PAUSES, appeal_life, is_overdue, parse_calendar
from tests.sync.test_interop import Command, assert_agreed

OFF = ("2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07")
WORK = ("2026-09-20", "2026-10-10")
TABLES = {"2026": {"version": "t", "off": list(OFF), "work": list(WORK)}}
CALENDAR = parse_calendar(TABLES)
LIVES: list[Command] = []
"""Whole lives as the machine left them, for the other language."""


def is_worked(day: date) -> bool:
    text = day.isoformat()
    return text in WORK or (text not in OFF and day.weekday() < 5)


def days_on(day: date, count: int) -> date:
    """By the definition: the count-th day after it that is worked."""
    worked = 0
    while worked < count:
        day += timedelta(1)
        worked += is_worked(day)
    return day


def days_from(after: date, until: date) -> int:
    return sum(is_worked(after + timedelta(n + 1)) for n in range((until - after).days))


class Appeal(RuleBasedStateMachine):
    """The model keeps what people would write on a card: where it lies, since when, how many days they have."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2026, 9, 18)
        self.steps: list[dict[str, object]] = []
        self.state, self.level, self.back = "received", 0, ""
        self.began, self.days, self.runs = self.today, DEFAULT_TERMS["accept"], True
        self.pauses, self.extended, self.paused_on, self.hands = 0, False, self.today, set[str]()
        self.filed, self.answerer = self.today.isoformat(), ""

    def _say(self, step: str, by: str = "a", **said: object) -> None:
        self.steps.append({"step": step, "n": len(self.steps), "day": self.today.isoformat(), "by": by, **said})
        if step not in ("rate", "resume"):
            self.hands.add(by)

    def _begin(self, days: int) -> None:
        self.began, self.days, self.runs, self.extended = self.today, days, True, False

    def _up(self) -> None:
        self.state, self.level = "received", min(self.level + 1, 3)
        self._begin(DEFAULT_TERMS["accept"])

    @rule(days=st.integers(0, 9))
    def time_goes_on(self, days):
        self.today += timedelta(days)

    @precondition(lambda self: self.state == "received")
    @rule(higher=st.integers(0, 3))
    def accept(self, higher):
        self.level = min(self.level + max(0, higher - 2), 3)
        self._say("accept", level=LEVELS[self.level])
        self.state = "accepted"
        self._begin(DEFAULT_TERMS[LEVELS[self.level]])

    @precondition(lambda self: self.state in ("accepted", "dispatched"))
    @rule(office=st.sampled_from(["o1", "o2"]))
    def give(self, office):
        self._say("dispatch" if self.state == "accepted" else "transfer", office=office)
        self.state = "dispatched"

    @precondition(lambda self: self.state in ("accepted", "dispatched") and self.pauses < 2)
    @rule()
    def pause(self):
        self._say("pause")
        self.state, self.back, self.paused_on, self.runs = "paused", self.state, self.today, False
        self.pauses += 1

    @precondition(lambda self: self.state == "paused")
    @rule()
    def resume(self):
        self._say("resume", "v")
        self.state, self.runs = self.back, True
        self.days += days_from(self.paused_on, self.today)

    @precondition(lambda self: self.state in ("accepted", "dispatched") and not self.extended)
    @rule(days=st.integers(1, 5))
    def extend(self, days):
        self._say("extend", days=days)
        self.days, self.extended = self.days + days, True

    @precondition(lambda self: self.state in ("accepted", "dispatched") and self.level < 3)
    @rule()
    def escalate(self):
        self._say("escalate")
        self._up()

    @precondition(lambda self: self.state in ("accepted", "dispatched"))
    @rule(by=st.sampled_from(["a", "b"]))
    def answer(self, by):
        self._say("answer", by)
        self.state, self.back, self.answerer = "answered", self.state, by

    @precondition(lambda self: self.state == "answered")
    @rule(good=st.booleans())
    def review(self, good):
        self._say("reply" if good else "return", "c")
        self.state = "replied" if good else self.back
        self.runs = not good

    @precondition(lambda self: self.state == "replied")
    @rule(good=st.booleans())
    def rate(self, good):
        self._say("rate", "v", score="mostly" if good else "unsatisfied")
        if good:
            self.state = "satisfied"
        else:
            self._up()

    @precondition(lambda self: self.state == "satisfied")
    @rule(good=st.booleans())
    def revisit(self, good):
        by = f"r{len(self.steps)}"
        self._say("revisit", by, result="solved" if good else "unsolved")
        if good:
            self.state = "revisited"
        else:
            self._up()

    @rule(step=st.sampled_from(["accept", "reply", "rate", "resume"]))
    def somebody_is_late(self, step):
        """The same place in the life as a step that was taken: it changes nothing."""
        if self.steps:
            late = {"step": step, "n": len(self.steps) - 1, "day": self.today.isoformat(), "by": "z"}
            said = {"level": "city", "score": "mostly"}
            assert self._life(late | said) == self._life()

    def teardown(self) -> None:
        life = {"filed": self.filed, "first": "village", "steps": list(self.steps), "calendar": TABLES}
        LIVES.append({"fn": "appeal_life", "today": self.today.isoformat(), **life})

    def _life(self, *late: dict[str, object]):
        return appeal_life(self.filed, "village", [*self.steps, *late], CALENDAR)

    @invariant()
    def the_machine_says_what_the_card_says(self):
        life = self._life()
        ends = self.state in ("replied", "satisfied", "revisited")
        due = None if ends or not self.runs else days_on(self.began, self.days).isoformat()
        assert (life.state, life.level, life.due) == (self.state, LEVELS[self.level], due)
        assert len(life.taken) == len(self.steps)
        assert set(life.handlers) == self.hands

    @invariant()
    def what_the_page_promises_holds(self):
        life = self._life()
        levels = [LEVELS.index(stay.level) for stay in life.stays]
        assert levels == sorted(levels), "an appeal never goes down"
        assert sum(stay.ended is None for stay in life.stays) <= 1, "one term runs at most"
        assert life.pauses <= MAX_PAUSES
        assert all(stay.extended <= stay.days for stay in life.stays)
        for stay in life.stays:
            assert stay.due is None or is_worked(date.fromisoformat(stay.due)), "nobody is late on a day that is off"
        if life.due is not None:
            due = date.fromisoformat(life.due)
            assert not is_overdue(life, life.due), "the last day is in time"
            assert is_overdue(life, (due + timedelta(1)).isoformat()), "the day after is not"
        assert life.reopened == sum(
            step.get("score") == "unsatisfied" or step.get("result") == "unsolved" for step in self.steps
        )

    @invariant()
    def the_order_in_which_one_hears_of_it_makes_no_difference(self):
        life = self._life()
        heard = appeal_life(self.filed, "village", self.steps[::-1], CALENDAR)
        assert (heard.state, heard.level, heard.stays, heard.handlers) == (
            life.state, life.level, life.stays, life.handlers
        )  # fmt: skip


def test_lives_in_both_languages():
    LIVES.clear()
    run_state_machine_as_test(Appeal, settings=settings(max_examples=150, stateful_step_count=30, deadline=None))
    assert len(LIVES) >= 150
    assert_agreed(LIVES)

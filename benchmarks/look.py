"""The calls to AWS that one look makes: an event says that a grade changed, and all steps look at its section."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from moto import mock_aws

from benchmarks import bill
from benchmarks.bill import Bill
from benchmarks.district import AS_OF
from benchmarks.goals import Goal
from benchmarks.journal import Journal
from benchmarks.machine import DIGEST_KEY, Machine
from benchmarks.measuring import fresh, tell
from benchmarks.section import Section, SectionClient
from benchmarks.settled import CONFIG, terms
from rollbook import assembly, connectors
from rollbook.admin.rendering import table
from rollbook.aws import session
from rollbook.model.messages import BeginRequest, Counts, End, InterpretRequest
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord
from rollbook.steps.interpret import interpret
from rollbook.steps.pacer import Pacer, Unpaced
from rollbook.sync.digests import Digester
from sandbox.twins.stores import VirtualClock
from tests.integration.stack import Stack

_FLOW = "schoology.grades"
STUDENTS, ITEMS = 30, 10

_CALLS_TO_READ = 7
"""Of Schoology's connector for such a section: the section, three pages of 300 grades, items, members, categories."""

_MOST_CALLS = 160


@dataclass(frozen=True, slots=True)
class Look:
    """The calls of a look by subject, and by step with how often that was at work.

    `asked` counts how often a mapping was asked for, `strange` how often it was one that the event had not named.
    """

    bill: Bill
    steps: Sequence[tuple[str, int, int]]
    asked: int
    strange: int


def at_one_grade() -> Look:
    """Count the calls, in a process of its own."""
    told = fresh("look", (STUDENTS, ITEMS))
    return Look(Bill(**told.pop("bill")), **told)


def shown(look: Look) -> str:
    """Return the calls by step and by subject, and what they cost."""
    asked = table(("mappings asked for", "of those not named"), [(look.asked, look.strange)])
    return "\n\n".join((table(("step", "times", "calls"), look.steps), bill.shown(look.bill), asked))


def goals(look: Look) -> list[Goal]:
    """Return what is aimed at."""
    calls = look.bill.calls
    return [
        Goal(f"a look at one grade: at most {_MOST_CALLS} calls", f"{calls} calls", met=calls <= _MOST_CALLS),
        Goal("a look at one grade: no mapping but those named", f"{look.strange} others", met=look.strange == 0),
    ]


def measure(students: int, items: int) -> Look:
    """Bring a section in step, change one grade, and count what is called until eSchoolPLUS has it."""
    section, clock, under = Section(students, items), VirtualClock(AS_OF), terms(_FLOW)
    with mock_aws():
        stores = Stack().stores()
        limits = assembly.limits(CONFIG, connectors.load(under.rules.flow.source), 1.0)
        assert limits
        pace = Pacer(under.rules.flow.source, limits, stores.registers, clock)
        doors = {
            under.rules.flow.source: partial(SectionClient, section, pace, _CALLS_TO_READ),
            under.rules.flow.target: partial(SectionClient, section, Unpaced(clock), 1),
        }
        machine = Machine(under, stores, clock, lambda system: doors[system](), Journal())
        first = machine.run(BeginRequest(run="before", flow=_FLOW))
        assert first.streams["results"] == Counts(created=students * items), first.sentence
        clock.sleep(60)
        named = dict(zip(("lineItems", "results"), section.regrade(clock.now()), strict=True))
        digest_key = stores.secrets.text(DIGEST_KEY).encode()
        journal = Journal()
        with journal.watching(session.s3(), session.dynamodb(), session.secretsmanager()):
            record = _looked(replace(machine, journal=journal), section.event(clock.now()))
    assert record.streams == {"lineItems": Counts(unchanged=1), "results": Counts(updated=1)}, record.sentence
    ids = {
        f"{_FLOW}/{name}#{Digester(digest_key, _FLOW, name, under.rules.flow.stream(name).version).key(key).hex()}"
        for name, key in named.items()
    }
    return Look(
        Bill(len(ids), journal.counted, journal.write_units),
        [(step, times, journal.calls[step]) for step, times in journal.turns.items()],
        len(journal.mappings),
        sum(asked not in ids for asked in journal.mappings),
    )


def _looked(machine: Machine, body: str) -> RunRecord:
    """Hand an event to the interpreter, which starts the run, and return its record."""
    records: list[RunRecord] = []

    def live(run: str, given: Json) -> End:
        records.append(machine.run(BeginRequest(run=run, **given)))
        return "well"

    event = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": body,
        "messageAttributes": {"sender": {"stringValue": machine.terms.rules.flow.source}},
    }
    with machine.journal.during("interpret"):
        interpret(
            InterpretRequest.model_validate({"Records": [event]}),
            interpreter=assembly.interpreter,
            listeners=partial(assembly.listeners, CONFIG),
            plans=machine.stores.plans,
            live=live,
            clock=machine.clock,
        )
    (record,) = records
    return record


if __name__ == "__main__":
    tell(measure(int(sys.argv[1]), int(sys.argv[2])))

"""What a dead worker sent without an answer is read back, whatever became of it at the source by then (PL9)."""

from collections.abc import Iterator

import pytest

from rollbook.model.messages import Counts
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import Club, group, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW
from tests.unit.steps.machine import run_with_a_death

FIRST_MEMBERS = 5
"""The write that sends the first members: three calls for the people and one for the groups go before it."""


REMOVAL_DEATHS = [
    ("TargetClient.write", "before"),
    ("TargetClient.write", "after"),
    ("MemoryMappings.put", "after"),
    ("MemoryPlans.put_outcomes", "before"),
]


def open_intents(club: Club) -> int:
    return sum(len(club.stores.intents.of_stream(FLOW.name, stream)) for stream in ("people", "groups", "members"))


@pytest.fixture
def club() -> Iterator[Club]:
    """Return a club of three members; they were sent by a worker that died before it heard the answer."""
    club = Club()
    club.books["members"] = [member(0, number) for number in range(3)]
    run_with_a_death(club, Fuse(FIRST_MEMBERS, "after", only="TargetClient.write"), "report")
    assert (len(club.target.held("members")), open_intents(club)) == (3, 1)
    club.target.forget_calls()
    yield club
    club.assert_in_step()
    club.target.forget_calls()
    rested = club.run().streams["members"]
    assert rested.unchanged - rested.departed == len(club.books["members"])
    assert (club.target.writes, club.target.finds) == (0, 0), "nothing changed, so nothing is asked or sent"


def test_what_arrived_is_found_and_not_sent_again(club: Club) -> None:
    record = club.run()

    assert record.streams["members"] == Counts(created=3)
    assert (club.target.writes, club.target.finds) == (0, 1)
    assert open_intents(club) == 0


def test_what_changed_meanwhile_is_changed_and_not_made_twice(club: Club) -> None:
    club.books["members"][0] = member(0, 0, "teacher")

    assert club.run().streams["members"] == Counts(created=2, updated=1)
    assert club.target.told == [["g0/p0"]]


def test_what_did_not_arrive_is_sent(club: Club) -> None:
    club.target.rows["members"].pop()

    assert club.run().streams["members"] == Counts(created=3)
    assert [len(batch) for batch in club.target.told] == [1]


def test_who_left_meanwhile_is_removed(club: Club) -> None:
    del club.books["members"][0]

    assert club.run().streams["members"] == Counts(created=2, removed=1)


def test_who_left_meanwhile_and_is_held_stays_under_suspicion_until_a_person_decides(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    del club.books["members"][0]

    first = club.run()
    second = club.run()

    assert first.streams["members"] == Counts(created=2, held=1)
    assert second.streams["members"] == Counts(unchanged=2, held=1)
    assert club.run(approved=second.reference.run).streams["members"] == Counts(unchanged=2, removed=1)


def test_one_record_that_stays_unknown_leaves_the_others_in_peace(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    left = club.books["members"].pop(0)
    club.run()
    club.target.forget_calls()

    assert club.run().streams["members"] == Counts(unchanged=2, held=1)
    assert (club.target.writes, club.target.finds) == (0, 0)
    club.books["members"].append(left)
    club.run()


def test_who_left_a_group_that_was_closed_stays(club: Club) -> None:
    club.books["groups"][0] = group(0, closed=True)
    club.books["members"] = []

    assert club.run().streams["members"] == Counts(unchanged=3, departed=3)
    assert len(club.target.held("members")) == 3


def test_who_is_in_the_books_twice_is_one_suspect(club: Club) -> None:
    club.books["members"].append(member(0, 0) | {"id": "again"})

    assert club.run().streams["members"] == Counts(created=3)
    club.books["members"].pop()


def test_a_suspect_that_is_in_the_books_once_well_and_once_badly_has_two_ends(club: Club) -> None:
    club.books["members"].append(member(0, 0, "") | {"id": "again"})

    looked, sent = club.run(preview=True), club.run()

    assert looked.streams["members"] == sent.streams["members"] == Counts(created=3, refused=1)
    club.books["members"].pop()


def test_a_preview_of_suspects_asks_nobody_and_forgets_nothing(club: Club) -> None:
    club.run(preview=True)

    assert (club.target.writes, club.target.finds, open_intents(club)) == (0, 0, 1)
    club.run()


def test_a_run_of_other_streams_forgets_nothing(club: Club) -> None:
    club.run(streams=("people",))

    assert open_intents(club) == 1
    club.run()


def test_what_the_dead_run_still_wrote_down_is_not_asked_again() -> None:
    club = Club()
    run_with_a_death(club, Fuse(1, "before", only="MemoryPlans.put_outcomes"), "report")
    club.target.forget_calls()

    record = club.run()

    assert club.target.finds == 0
    assert record.streams["people"].unchanged > 0
    club.assert_in_step()


class TestRemovals:
    """The worker died while it removed a member."""

    @pytest.fixture(params=REMOVAL_DEATHS)
    def club(self, request: pytest.FixtureRequest) -> Iterator[Club]:
        only, moment = request.param
        club = Club()
        club.run()
        club.books["members"].pop(0)
        run_with_a_death(club, Fuse(1, moment, only=only), "report")
        assert open_intents(club) == 1
        yield club
        club.run()
        club.assert_in_step()
        assert open_intents(club) == 0

    def test_the_member_is_gone_after_the_next_run(self, club: Club) -> None:
        counts = club.run().streams["members"]

        assert (counts.unchanged + counts.removed, counts.refused, counts.blocked) == (7, 0, 0)
        club.assert_in_step()

    def test_a_member_who_is_back_is_there_once(self, club: Club) -> None:
        club.books["members"].append(member(0, 0))

        club.run()

        club.assert_in_step()

    def test_a_member_who_is_back_and_is_refused_can_come_later(self, club: Club) -> None:
        club.books["members"].append(member(0, 0, "teacher"))
        club.target.unwanted = {"g0/p0"}
        club.run()
        club.target.unwanted = set()
        club.books["members"][-1] = member(0, 0, "coach")

        club.run()

        club.assert_in_step()

    def test_a_member_who_is_back_with_another_role_has_it(self, club: Club) -> None:
        club.books["members"].append(member(0, 0, "teacher"))

        club.run()

        club.assert_in_step()


class TestPeople:
    """The worker died while it sent the first three people, who are never removed."""

    @pytest.fixture
    def sent(self) -> list[str]:
        return []

    @pytest.fixture
    def club(self, sent: list[str]) -> Iterator[Club]:
        club = Club()
        run_with_a_death(club, Fuse(1, "after", only="TargetClient.write"), "report")
        sent.extend(club.target.told[0])
        assert (len(sent), open_intents(club)) == (3, 1)
        yield club
        club.assert_in_step()
        assert open_intents(club) == 0

    def index(self, club: Club, key: str) -> int:
        return [one["id"] for one in club.books["people"]].index(key)

    @pytest.mark.parametrize("name", ["Ada", "Bea"])
    def test_who_leaves_and_comes_back_later_is_there_once(self, club: Club, sent: list[str], name: str) -> None:
        left = club.books["people"].pop(self.index(club, sent[0]))

        away = club.run().streams["people"]
        club.books["people"].append({**left, "name": name})
        club.run()

        assert away == Counts(created=6, unchanged=1, departed=1)

    @pytest.mark.parametrize("name", ["Ada", "Bea"])
    def test_who_loses_the_name_and_gets_one_later_is_there_once(self, club: Club, sent: list[str], name: str) -> None:
        at = self.index(club, sent[0])
        number = int(sent[0].removeprefix("p"))
        club.books["people"][at] = person(number, "")

        nameless = club.run().streams["people"]
        club.books["people"][at] = person(number, name)
        club.run()

        assert nameless == Counts(created=6, refused=1)

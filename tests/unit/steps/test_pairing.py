"""What is found of two systems' records, whatever they are and in whatever order they come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Criterion, Profile
from rollbook.model.ports import Finding, Match
from rollbook.steps.pairing import Pairing

CRITERIA = (Criterion("uid"), Criterion("user name"), Criterion("e-mail"))
LINKED = (Match.CERTAIN, Match.LIKELY)


def person(known_as: str, uid: str = "", username: str = "", email: str = "") -> Profile:
    marks = tuple((value,) if value else () for value in (uid, username, email))
    return Profile(id=known_as, marks=marks, name=f"person {known_as}", username=username, email=email)


@dataclass
class World:
    """Who is wanted, who is there, and who else the source knows."""

    wanted: Sequence[Profile] = ()
    held: Sequence[Profile] = ()
    rivals: Sequence[Profile] = field(default=())

    def findings(self) -> list[Finding]:
        with Pairing(CRITERIA, "sis", "lms") as pairing:
            for rival in self.rivals:
                pairing.rival(rival)
            for profile in self.wanted:
                pairing.wanted(profile)
            for profile in self.held:
                pairing.held(profile)
            return list(pairing.findings())

    def of(self, key: str) -> Finding:
        (found,) = [one for one in self.findings() if one.wanted and one.wanted.id == key]
        return found

    def left(self) -> dict[str, Match]:
        """Return what was found of accounts that nobody is linked to."""
        return {one.held.id: one.match for one in self.findings() if one.held and not one.wanted}


def links(findings: Iterable[Finding]) -> dict[str, str]:
    return {one.wanted.id: one.held.id for one in findings if one.match in LINKED and one.wanted and one.held}


def test_people_are_found_by_the_best_that_agrees() -> None:
    world = World(
        wanted=[
            person("p1", "1", "ann", "ann@x"),
            person("p2", "2", "bob", "bob@x"),
            person("p3", "3", "cy", "cy@x"),
            person("p4", "4", "di", "di@x"),
        ],
        held=[
            person("a1", "1", "other", "old-ann@y"),
            person("a2", "", "BOB ", "old-bob@y"),
            person("a3", "", "old.cy", "CY@X"),
            person("a9", "9", "ed", "ed@x"),
        ],
    )

    found = {one.wanted.id: (one.match, one.matched_by) for one in world.findings() if one.wanted}

    assert found == {
        "p1": (Match.CERTAIN, "uid"),
        "p2": (Match.LIKELY, "user name"),
        "p3": (Match.LIKELY, "e-mail"),
        "p4": (Match.NEW, ""),
    }
    assert world.left() == {"a9": Match.UNMATCHED}


def test_an_account_with_the_e_mail_of_one_and_the_user_name_of_another_is_nobodys_before_a_person_decides() -> None:
    world = World(
        wanted=[person("p1", "1", "ann", "ann@x"), person("p2", "2", "bob", "bob@x")],
        held=[person("a1", "", "bob", "ann@x")],
    )

    first, second, account = world.findings()

    assert {first.match, second.match} == {Match.CONFLICT}
    assert first.candidates == second.candidates == ("a1",)
    assert first.held == second.held == account.held
    assert account.match is Match.CANDIDATE


def test_an_account_that_belongs_to_another_is_a_conflict_for_who_points_there_by_less_and_stays_its_owners() -> None:
    world = World(
        wanted=[person("p1", "1", "ann", "shared@x"), person("p2", "2", "bob", "ann@x")],
        held=[person("a1", "1", "ann", "ann@x")],
    )

    assert world.of("p1").match is Match.CERTAIN
    assert world.of("p2").match is Match.CONFLICT
    assert world.left() == {}


def test_one_e_mail_that_two_people_have_is_listed_for_both_with_the_address_though_the_target_gets_it_for_none() -> (
    None
):
    world = World(
        wanted=[person("p1", "1", "ann"), person("p2", "2", "bob")],
        rivals=[person("p1", "1", "ann", "family@x"), person("p2", "2", "bob", "family@x")],
        held=[person("a1", "", "", "family@x")],
    )

    for key in ("p1", "p2"):
        found = world.of(key)
        assert (found.match, found.candidates) == (Match.CONFLICT, ("a1",))
        assert found.wanted
        assert found.wanted.email == "family@x"


def test_an_address_in_common_disturbs_nobody_who_is_found_by_more() -> None:
    world = World(
        wanted=[person("p1", "1", "ann"), person("p2", "2", "bob")],
        rivals=[person("p1", "1", "ann", "family@x"), person("p2", "2", "bob", "family@x")],
        held=[person("a1", "1", "ann", "family@x"), person("a2", "2", "bob")],
    )

    assert links(world.findings()) == {"p1": "a1", "p2": "a2"}


def test_somebody_who_does_not_flow_may_be_who_is_meant() -> None:
    world = World(
        wanted=[person("p1", "1", "ann", "family@x")],
        rivals=[person("p1", "1", "ann", "family@x"), person("p9", "9", "zed", "family@x")],
        held=[person("a1", "", "", "family@x")],
    )

    assert world.of("p1").match is Match.CONFLICT


def test_an_account_of_somebody_who_does_not_flow_is_told_from_a_leftover() -> None:
    world = World(rivals=[person("p9", "9")], held=[person("a8", "8"), person("a9", "9")])

    leftover, elsewhere = world.findings()

    assert (leftover.held, leftover.reason) == (world.held[0], None)
    assert elsewhere.match is Match.UNMATCHED
    assert elsewhere.reason
    assert "does not flow" in elsewhere.reason.sentence


def test_spaces_are_nothing_that_two_people_have_together() -> None:
    world = World(wanted=[person("p1", "1", " ")], held=[person("a1", "2", "  ")])

    assert world.of("p1").match is Match.NEW


def test_conflicts_come_first_and_those_about_one_account_together() -> None:
    wanted = [person("p1", "1", "ann", "z@x"), person("p2", "2", "bob", "y@x")]
    wanted += [person("p3", "3", "cy", "y@x"), person("p4", "4", "di", "z@x"), person("p5", "5")]
    held = [person("a1", "", "", "z@x"), person("a2", "", "", "y@x"), person("a5", "5")]

    found = World(wanted=wanted, held=held).findings()

    assert [one.candidates for one in found[:4]] == [("a1",), ("a1",), ("a2",), ("a2",)]
    assert [one.match for one in found[4:]] == [Match.CERTAIN, Match.CANDIDATE, Match.CANDIDATE]


def test_a_record_that_comes_twice_counts_once() -> None:
    world = World(wanted=[person("p1", "1")] * 2, held=[person("a1", "1")] * 2)

    assert [one.match for one in world.findings()] == [Match.CERTAIN]


values = st.sampled_from(["", "", "a", "A", "b", "c"])
people = st.builds(person, st.integers(0, 7).map("p{}".format), values, values, values)
accounts = st.builds(person, st.integers(0, 7).map("a{}".format), values, values, values)
worlds = st.builds(
    World,
    wanted=st.lists(people, max_size=6, unique_by=lambda one: one.id),
    held=st.lists(accounts, max_size=6, unique_by=lambda one: one.id),
    rivals=st.lists(people, max_size=4, unique_by=lambda one: one.id),
)


@given(worlds)
def test_every_record_of_both_sides_stands_in_the_report_once(world: World) -> None:
    found = world.findings()
    linked = list(links(found).values())
    assert sorted(one.wanted.id for one in found if one.wanted) == sorted(one.id for one in world.wanted)
    assert sorted([*linked, *world.left()]) == sorted(one.id for one in world.held)


@given(worlds)
def test_two_records_are_never_linked_to_one(world: World) -> None:
    linked = list(links(world.findings()).values())
    assert len(linked) == len(set(linked))


@given(worlds)
def test_a_link_is_never_contradicted(world: World) -> None:
    held = {one.id: one for one in world.held}
    wanted = {one.id: one for one in world.wanted}
    for key, account in links(world.findings()).items():
        ours, theirs = wanted[key], held[account]
        agreeing = [
            other.id
            for other in world.held
            if any(_same(ours.marks[mark], other.marks[mark]) for mark in range(len(CRITERIA)))
        ]
        assert set(agreeing) <= {account}
        known = [ours.marks[0], *(one.marks[0] for one in world.rivals if one.id == key)]
        assert not theirs.code or any(_same(mark, theirs.marks[0]) for mark in known)


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_in_which_records_come_says_nothing(world: World, dice: Random) -> None:
    found = world.findings()
    shuffled = World(*(_shuffled(side, dice) for side in (world.wanted, world.held, world.rivals)))
    assert shuffled.findings() == found


@given(worlds, st.integers(0, 3))
def test_an_account_that_nothing_points_at_changes_nothing_else(world: World, more: int) -> None:
    unrelated = [person(f"b{number}", f"u{number}", f"n{number}", f"e{number}") for number in range(more)]
    found = World(world.wanted, [*unrelated, *world.held], world.rivals).findings()
    assert [one for one in found if not (one.held and one.held.id.startswith("b"))] == world.findings()
    assert [one.held for one in found if one.held and one.held.id.startswith("b")] == unrelated


def _same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return bool({one.casefold() for one in ours} & {one.casefold() for one in theirs})


def _shuffled(side: Sequence[Profile], dice: Random) -> list[Profile]:
    shuffled = list(side)
    dice.shuffle(shuffled)
    return shuffled

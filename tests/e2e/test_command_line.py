"""The administrator's command line against the world."""

import pytest

from sandbox.demo.playing import Player
from sandbox.world.world import World
from tests.e2e.administrator import rollbook
from tests.e2e.credentials import other_secret


@pytest.mark.usefixtures("player")
class TestCommandLine:
    """Everything that an administrator does by hand, in the world where the scenes were played."""

    def test_check_says_that_all_systems_answer(self, world: World) -> None:
        done = rollbook(world, "check")

        assert done.returncode == 0, done.stderr
        assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok"] * 9
        assert "Its gradebook may be read and written" in done.stdout
        assert "whose role is School Admin" in done.stdout

    @pytest.mark.parametrize(("system", "wrong"), [("Eschoolplus", "client_secret"), ("Schoology", "consumer_secret")])
    def test_check_says_whose_credentials_are_wrong(self, world: World, system: str, wrong: str) -> None:
        with other_secret(world, system, **{wrong: "mistyped"}):
            done = rollbook(world, "check")

        said = {line.split()[1].rstrip(":"): line.split()[0] for line in done.stdout.splitlines()}
        assert done.returncode == 1, done.stderr
        assert said.pop(system.lower()) == "WRONG"
        assert set(said.values()) == {"ok"}
        assert "mistyped" not in done.stdout + done.stderr

    def test_check_changes_nothing(self, world: World, player: Player) -> None:
        before = {name: simulator.state() for name, simulator in player.systems.items()}

        rollbook(world, "check")

        assert {name: simulator.state() for name, simulator in player.systems.items()} == before

    def test_runs_lists_the_newest_first_with_status_and_sentence(self, world: World) -> None:
        done = rollbook(world, "runs", "schoology.provisioning", "--limit", "30")

        assert done.returncode == 0, done.stderr
        listed = [line.split()[0] for line in done.stdout.splitlines()[1:]]
        assert listed.index("mass-loss") < listed.index("cut-page") < listed.index("first")
        assert "failed" in next(line for line in done.stdout.splitlines() if line.startswith("cut-page"))

    def test_show_names_the_records_that_wait_by_their_source_keys(self, world: World) -> None:
        done = rollbook(world, "show", "changes", "--records")

        assert done.returncode == 0, done.stderr
        assert done.stdout.count("! users ") == 2
        assert done.stdout.count("+ enrollments ") == 65

    def test_an_unknown_run_is_said_to_be_unknown(self, world: World) -> None:
        done = rollbook(world, "show", "no-such-run")

        assert (done.returncode, done.stdout) == (2, "")
        assert "There is no run no-such-run" in done.stderr

    def test_a_preview_shows_old_and_new_and_sends_nothing(self, world: World, player: Player) -> None:
        player.systems["eschoolplus"].script("day_of_changes")
        player.systems["schoology"].forget()

        done = rollbook(
            world, "preview", "schoology.provisioning", "--as-of", "2026-09-16T06:00-04:00", "--streams", "users"
        )

        assert done.returncode == 0, done.stderr
        assert "~ users " in done.stdout
        assert "    familyName: " in done.stdout
        assert player.systems["schoology"].calls()["total"] == 0

    def test_an_unknown_flow_is_answered_with_the_known_ones(self, world: World) -> None:
        done = rollbook(world, "run", "schoology.provisoning")

        assert done.returncode == 2
        assert "schoology.grades, schoology.provisioning" in done.stderr

    def test_held_removals_can_be_discarded_once(self, world: World) -> None:
        first, second = rollbook(world, "discard", "mass-loss"), rollbook(world, "discard", "mass-loss")

        assert (first.returncode, second.returncode) in ((0, 2), (2, 2))
        assert "decided already" in second.stderr

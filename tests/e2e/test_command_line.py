"""The administrator's command line against the world."""

import subprocess
import sys

import pytest

from sandbox.demo.playing import Player
from sandbox.world.children import REPOSITORY
from tests.e2e.conftest import FOLDER


def _rollbook(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rollbook.admin.command_line", "--sandbox", "--world", str(FOLDER / "world.json")]
    return subprocess.run(  # noqa: S603 - our own command, our own arguments
        [*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.usefixtures("player")
class TestCommandLine:
    """Everything that an administrator does by hand, in the world where the scenes were played."""

    def test_check_says_that_both_systems_answer(self) -> None:
        done = _rollbook("check")

        assert done.returncode == 0, done.stderr
        assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok", "ok"]

    def test_runs_lists_the_newest_first_with_status_and_sentence(self) -> None:
        done = _rollbook("runs", "schoology.provisioning", "--limit", "30")

        assert done.returncode == 0, done.stderr
        listed = [line.split()[0] for line in done.stdout.splitlines()[1:]]
        assert listed.index("mass-loss") < listed.index("cut-page") < listed.index("first")
        assert "failed" in next(line for line in done.stdout.splitlines() if line.startswith("cut-page"))

    def test_show_names_the_records_that_wait_by_their_source_keys(self) -> None:
        done = _rollbook("show", "changes", "--records")

        assert done.returncode == 0, done.stderr
        assert done.stdout.count("! users ") == 2
        assert done.stdout.count("+ enrollments ") == 65

    def test_an_unknown_run_is_said_to_be_unknown(self) -> None:
        done = _rollbook("show", "no-such-run")

        assert (done.returncode, done.stdout) == (2, "")
        assert "There is no run no-such-run" in done.stderr

    def test_a_preview_shows_old_and_new_and_sends_nothing(self, player: Player) -> None:
        player.systems["eschoolplus"].script("day_of_changes")
        player.systems["schoology"].forget()

        done = _rollbook("preview", "schoology.provisioning", "--as-of", "2026-09-16T06:00-04:00", "--streams", "users")

        assert done.returncode == 0, done.stderr
        assert "~ users " in done.stdout
        assert "    familyName: " in done.stdout
        assert player.systems["schoology"].calls()["total"] == 0

    def test_an_unknown_flow_is_answered_with_the_known_ones(self) -> None:
        done = _rollbook("run", "schoology.provisoning")

        assert done.returncode == 2
        assert "Accepted are: schoology.provisioning" in done.stderr

    def test_held_removals_can_be_discarded_once(self) -> None:
        first, second = _rollbook("discard", "mass-loss"), _rollbook("discard", "mass-loss")

        assert (first.returncode, second.returncode) in ((0, 2), (2, 2))
        assert "decided already" in second.stderr

"""The e-mails that went out while the scenes were played."""

from sandbox.demo.scenario import BY_HAND_SCENE, PORTAL_SCENES
from sandbox.world.deployment import sandbox_parameters
from tests.e2e.conftest import Ended, Story


def test_only_runs_that_need_a_person_send_a_letter_and_each_sends_one(story: Story, ended: Ended) -> None:
    labels = {played.record.reference.run: run for run, played in story.played.items()}
    told = [labels[letter.text.split("rollbook show ")[1].split()[0]] for letter in ended.letters]

    college = ["roster-first", "roster-again", "roster-changes", "roster-back", "attendance-bad"]
    registrar = ["import-good", "import-mistakes", "import-defects", "import-spoiled-rows"]
    university = ["schedules-refused", "schedules-locked"]
    portal = [
        scene.run for scene in (*PORTAL_SCENES, BY_HAND_SCENE) if story.played[scene.run].status == "needs_attention"
    ]
    assert told == ["changes", "cut-page", "mass-loss", *college, *registrar, *university, *portal]


def test_a_letter_goes_to_the_address_of_the_deploy_and_says_what_happened_why_and_what_to_do(ended: Ended) -> None:
    letter = ended.letters[0]

    assert letter.to == sandbox_parameters(1)["AlertAddress"]
    assert letter.subject == "Rollbook: schoology.provisioning needs you"
    assert "2 refused" in letter.text
    assert letter.text.count("Why: ") == letter.text.count("What to do: ") == 2
    assert "{{" not in letter.text


def test_the_letter_of_a_failed_run_has_its_sentence(story: Story, ended: Ended) -> None:
    assert story.played["cut-page"].record.sentence in ended.letters[1].text
    assert ended.letters[1].subject == "Rollbook: schoology.provisioning failed"

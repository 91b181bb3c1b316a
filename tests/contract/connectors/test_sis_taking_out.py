"""What becomes of a section that is to leave the student information system: deleted, cancelled, made inactive."""

from typing import Any

import pytest

from rollbook.model.errors import ContractError
from tests.contract.connectors.office import FIRST, Office, removal


@pytest.mark.parametrize(
    ("profile", "way", "status"),
    [("colleague", "delete", None), ("colleague", "cancel", "cancelled"), ("peoplesoft", "inactivate", "inactive")],
)
def test_a_section_is_taken_out_as_the_system_does_that(
    office: Office, profile: str, way: str, status: str | None
) -> None:
    office.become(profile)

    (written,) = office.write(removal(office.section(), way))

    assert written.reason is None
    assert (office.held(FIRST)["status"] if office.holds(FIRST) else None) == status


def test_a_section_that_meets_is_cancelled_in_banner_when_its_meetings_are_out(office: Office) -> None:
    (written,) = office.write(removal(office.section(), "cancel"))

    assert written.reason is None
    assert (office.held(FIRST)["status"], office.held(FIRST)["times"]) == ("cancelled", [])


@pytest.mark.parametrize(
    ("profile", "way"), [("colleague", "delete"), ("banner", "cancel"), ("peoplesoft", "inactivate")]
)
@pytest.mark.parametrize(("path", "now"), [("title", "By a Registrar"), ("times.0.days", "T"), ("professors", [])])
def test_a_section_that_a_registrar_saved_meanwhile_is_not_taken_out(
    office: Office, profile: str, way: str, path: str, now: Any
) -> None:
    office.become(profile)
    gone = removal(office.section(), way)
    office.edit(FIRST, path, now)

    (written,) = office.write(gone)

    assert written.reason
    assert "while the run was going on" in written.reason.sentence
    assert (office.held(FIRST)["status"], len(office.held(FIRST)["times"])) == ("active", 1)


def test_a_section_that_is_not_cancelled_for_another_reason_keeps_its_meetings(office: Office) -> None:
    office.become("peoplesoft")

    (written,) = office.write(removal(office.section(), "cancel"))

    assert written.reason
    assert office.held(FIRST)["times"] != []


@pytest.mark.parametrize("way", ["delete", "cancel", "inactivate"])
def test_a_section_that_is_not_there_any_more_is_taken_out(office: Office, way: str) -> None:
    gone = removal(office.section(), way)
    office.edit(FIRST, action="delete")

    (written,) = office.write(gone)

    assert (written.target, written.reason) == (gone.target, None)


def test_a_way_of_taking_out_that_there_is_not_is_told(office: Office) -> None:
    with pytest.raises(ContractError, match="cannot be taken out by 'burn'"):
        office.write(removal(office.section(), "burn"))

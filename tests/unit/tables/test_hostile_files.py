import pytest

from rollbook.tables.faults import Fault
from tests.unit.tables import hostile
from tests.unit.tables.files import refused
from tests.unit.tables.hostile import Hostile

FILES = hostile.files()


def test_there_are_more_than_sixty_of_them_and_no_two_are_alike() -> None:
    assert len({file.make() for file in FILES}) == len({file.name for file in FILES}) == len(FILES) > 60


def test_every_fault_is_shown_by_one_of_them() -> None:
    shown = {file.fault for file in FILES}
    assert shown == set(Fault) - {Fault.TOO_MANY_ROWS}


@pytest.mark.parametrize("file", [*FILES, *hostile.large()], ids=lambda file: file.name.replace(" ", "_"))
def test_a_hostile_file_is_refused_where_it_is_wrong_with_the_fix(file: Hostile) -> None:
    first = refused(file.make()).defects[0]

    assert (first.kind, first.line, first.column) == (file.fault, file.at, file.column)
    assert file.fix in first.fix

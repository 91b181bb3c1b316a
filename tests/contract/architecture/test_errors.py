"""The error tree is one piece with its drawing and with what the state machine matches."""

import re

from rollbook.model import errors

NEVER_LEAVE_A_STEP = {errors.BatchRefusedError, errors.OutcomeUnknownError}


def leaves(of: type[Exception]) -> set[type[Exception]]:
    """Return the errors of the tree that are raised."""
    children = of.__subclasses__()
    return {of} if not children else {leaf for child in children for leaf in leaves(child)}


def test_the_drawing_shows_the_tree() -> None:
    drawn = re.findall(r"^ {4}([\s│├└─]*)(\w+Error)", errors.__doc__ or "", re.MULTILINE)
    parents: list[tuple[int, str]] = []
    tree: dict[str, set[str]] = {}
    for line, name in drawn:
        depth = len(line)
        while parents and parents[-1][0] >= depth:
            parents.pop()
        tree.setdefault(parents[-1][1] if parents else "", set()).add(name)
        parents.append((depth, name))
    assert tree[""] == {"RollbookError"}
    for parent in ("RollbookError", "RetryMayHelpError", "RetryCannotHelpError"):
        real = {child.__name__ for child in getattr(errors, parent).__subclasses__() if child not in NEVER_LEAVE_A_STEP}
        assert tree[parent] == real


def test_every_error_is_of_one_kind() -> None:
    for leaf in leaves(errors.RollbookError) - NEVER_LEAVE_A_STEP:
        kinds = {errors.RetryMayHelpError, errors.RetryCannotHelpError} & set(leaf.__mro__)
        assert len(kinds) == 1, leaf


def test_the_drawing_names_those_that_never_leave_a_step() -> None:
    assert all(f"`{error.__name__}`" in (errors.__doc__ or "") for error in NEVER_LEAVE_A_STEP)

"""Uploaded files through the deployed handlers: taken in, explained, and accounted for."""

import io
from typing import Any

import pytest

from rollbook.model.errors import TableError
from rollbook.steps import uploads
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke
from tests.integration.stack import Stack

UPLOAD = sample("begin", "upload")
FLOW, KEY = UPLOAD["flow"], UPLOAD["upload"]
GOOD = b"external_course_id,title,external_email,complete\r\nCME-1,Airway,ada@mail.example,1\r\n"
TORN = b"external_course_id,title,external_email,complete\r\nCME-1,Airway\r\n"


def begun(stack: Stack, invoke: Invoke, content: bytes) -> dict[str, Any]:
    """Upload a file and begin the run that it starts; return the run."""
    stack.stores().uploads.put(KEY, io.BytesIO(content))
    run: dict[str, Any] = invoke("begin", UPLOAD)["run"]
    return run


def result(stack: Stack) -> str | None:
    into = io.BytesIO()
    found = stack.stores().uploads.fetch_result(FLOW, UPLOAD["run"], into)
    return into.getvalue().decode("utf-8-sig") if found else None


def test_the_rows_of_a_file_become_a_snapshot(stack: Stack, invoke: Invoke) -> None:
    run = begun(stack, invoke, GOOD)

    said = invoke("extract", {"run": run, "entity": "rows"})

    assert (said["records"], said["calls"]) == (1, 0)
    (row,) = stack.stores().snapshots.read(run["run"], "rows")
    assert (row["file"], row["line"], row["values"]["external_email"]) == (KEY, 2, "ada@mail.example")


def test_a_file_that_is_taken_in_stays_open_until_its_run_is_closed(stack: Stack, invoke: Invoke) -> None:
    run = begun(stack, invoke, GOOD)
    invoke("extract", {"run": run, "entity": "rows"})
    assert uploads.open_files(stack.stores().registers, FLOW) == (KEY,)

    invoke("report", {"run": run | {"streams": []}, "failure": None})

    assert uploads.open_files(stack.stores().registers, FLOW) == ()
    told = result(stack)
    assert told
    assert "rollbook_outcome" in told
    assert "ada@mail.example" in told


def test_a_file_with_defects_is_explained_and_closed(stack: Stack, invoke: Invoke) -> None:
    run = begun(stack, invoke, TORN)

    with pytest.raises(TableError, match=r"line 2.*too few cells"):
        invoke("extract", {"run": run, "entity": "rows"})

    told = result(stack)
    assert told
    assert "too few cells" in told
    assert uploads.open_files(stack.stores().registers, FLOW) == ()


def test_a_run_of_the_schedule_without_an_open_file_is_not_admitted(invoke: Invoke) -> None:
    said = invoke("begin", {"run": "hourly", "flow": FLOW, "trigger": "schedule", "by": "schedule"})

    assert (said["admitted"], said["notify"]) == (False, False)
    assert "No file is open" in said["reason"]


def test_an_upload_that_comes_upon_a_run_waits_for_it_and_is_not_forgotten(stack: Stack, invoke: Invoke) -> None:
    begun(stack, invoke, GOOD)
    other = {**UPLOAD, "run": "another", "upload": f"{KEY}-2"}

    with pytest.raises(Exception, match="still going on"):
        invoke("begin", other)

    assert set(uploads.open_files(stack.stores().registers, FLOW)) == {KEY, f"{KEY}-2"}

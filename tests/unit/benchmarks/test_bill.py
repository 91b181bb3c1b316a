import pytest

from benchmarks import bill
from benchmarks.bill import Bill
from benchmarks.district import District


def test_a_run_without_changes_reads_no_mapping_and_says_what_it_called() -> None:
    counted = bill.of_a_run_without_changes(600)

    subjects = {subject for subject, _, _ in counted.counted}
    assert {"parts of snapshots", "manifests of baselines", "secrets", "RunsTable"} <= subjects
    assert counted.mapping_reads == 0
    assert counted.calls == sum(calls for _, _, calls in counted.counted) > 0
    assert all(subject in bill.shown(counted) for subject in subjects)


def test_the_bill_adds_up_calls_and_written_units() -> None:
    counted = Bill(1_000_000, [("parts of snapshots", "PutObject", 100), ("RunsTable", "GetItem", 8)], write_units=8)

    assert counted.dollars == pytest.approx(100 * 5e-6 + 8 * 1.25e-7 + 8 * 6.25e-7)


def test_a_mapping_that_is_read_misses_a_goal() -> None:
    counted = Bill(1_000_000, [(bill.MAPPINGS, "Query", 1)], write_units=0)

    assert [goal.aim for goal in bill.goals(counted) if not goal.met] == ["no-change run of 1,000,000: no mapping read"]


@pytest.mark.parametrize("records", [600, 20_000])
def test_a_district_holds_about_as_many_records_as_it_is_asked_for(records: int) -> None:
    district = District.holding(records)

    collections = ("academicSessions", "users", "courses", "classes", "enrollments")
    held = sum(len(list(district.records(entity))) for entity in collections)
    assert held == sum(district.size(entity) for entity in collections) == pytest.approx(records, rel=0.02)

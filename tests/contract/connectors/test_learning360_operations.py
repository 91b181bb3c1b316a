"""Bulk operations of 360Learning: started once, found when their answer was lost, followed to their end."""

from datetime import timedelta

import pytest

from rollbook.model.changes import Sought
from rollbook.model.errors import BatchRefusedError, ContractError, CredentialsError, OutcomeUnknownError, SettingsError
from tests.contract.connectors.catalogue import (
    AUTHOR,
    DELETED,
    HOURS,
    INVITED,
    LEARNER,
    NOON,
    Catalogue,
    content,
    contents,
    refusals,
    removal,
)

# ----------------------------------------------------------------------------------------------------- the way through


def test_contents_arrive_in_one_operation_and_are_known_by_their_courses(catalogue: Catalogue) -> None:
    batch = contents(7)

    written = catalogue.write("contents", *batch)

    assert [one.digest for one in written] == [one.digest for one in batch]
    assert [one.target for one in written] == [catalogue.courses[one.key]["id"] for one in batch]
    assert [one["type"] for one in catalogue.operations] == ["importExternalCourses"]
    assert catalogue.courses["c-3"]["fields"] == batch[2].data


def test_an_operation_that_goes_on_says_nothing_yet(catalogue: Catalogue) -> None:
    operation = catalogue.start("contents", content())
    operations = catalogue.client().operations

    assert operations.follow("contents", operation, [content()]) is None
    assert not operations.is_over(operation)
    catalogue.wait()
    assert operations.is_over(operation)


def test_removals_archive_and_what_is_not_there_is_removed_already(catalogue: Catalogue) -> None:
    catalogue.write("contents", content("c-1"))

    written = catalogue.write("contents", removal(content("c-1")), removal(content("c-2")))

    assert refusals(written) == []
    assert catalogue.courses["c-1"]["status"] == "archived"
    assert catalogue.operations[-1]["type"] == "archiveExternalCourses"


def test_attempts_are_sent_in_the_order_in_which_they_began(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    later = {"firstActivityAt": "2026-09-11T09:00:00.000Z", "lastActivityAt": "2026-09-11T09:30:00.000Z"}
    second = catalogue.attempt(number=2, progress=100, timeSpent=1, **later)
    first = catalogue.attempt(progress=100)

    written = catalogue.write("attempts", second, first)

    assert [one.digest for one in written] == [second.digest, first.digest]
    held = catalogue.state["attempts"]
    assert [one["firstActivityAt"] for one in held] == [HOURS[0], later["firstActivityAt"]]
    assert [one.target for one in written] == [held[1]["_id"], held[0]["_id"]]


def test_the_integration_is_made_with_the_first_content_and_only_then(catalogue: Catalogue) -> None:
    catalogue.write("contents", content("c-1"))
    catalogue.write("contents", content("c-2"))

    assert [one["externalPlatform"] for one in catalogue.state["integrations"]] == ["Edflex"]
    assert sum(one.startswith("POST /integrations") for one in catalogue.calls) == 1


# ---------------------------------------------------------------------------------------------------- single refusals


def test_one_object_that_fails_keeps_no_other_back(catalogue: Catalogue) -> None:
    catalogue.write("contents", content("c-1"))
    unknown, gone = catalogue.attempt("c-9"), catalogue.attempt(mail=DELETED)

    written = catalogue.write("attempts", unknown, catalogue.attempt(mail=INVITED), gone)

    assert [one.reason is None for one in written] == [False, True, False]
    assert refusals(written) == [
        "360Learning has no such course any more.",
        "360Learning does not have this account any more.",
    ]


def test_what_is_not_known_is_told_in_the_vendors_words_without_the_record(catalogue: Catalogue) -> None:
    catalogue.do("reject", external_id="c-2", message="tooOdd: Grafting c-2 of Orchard is odd.")

    written = catalogue.write("contents", *contents(3))

    (reason,) = refusals(written)
    assert reason.startswith("360Learning refused this content (tooOdd: ")
    assert not {"Grafting", "Orchard", "c-2"} & set(reason.replace(".", " ").split())


# ------------------------------------------------------------------------------------------------- not beginning at all


def test_what_cannot_begin_yet_is_no_error_and_nothing_waits(catalogue: Catalogue) -> None:
    for number in range(3):
        catalogue.start("contents", content(f"c-{number}"))

    assert catalogue.client().operations.start("contents", [content("c-3")]) is None
    assert catalogue.pace.penalties == []
    assert len(catalogue.operations) == 3
    catalogue.wait()
    assert catalogue.start("contents", content("c-3"))


def test_too_many_calls_are_no_operation_either(catalogue: Catalogue) -> None:
    catalogue.write("contents", content("c-1"))
    catalogue.fail("429", "PUT", "/courses", times=1)

    assert catalogue.client().operations.start("contents", [content("c-2")]) is None
    assert len(catalogue.operations) == 1


def test_too_many_reads_are_waited_for(catalogue: Catalogue) -> None:
    operation = catalogue.start("contents", content())
    catalogue.wait()
    catalogue.fail("429", "GET", "/bulk/operations", times=2)

    assert catalogue.client().operations.follow("contents", operation, [content()])
    assert catalogue.pace.penalties == [1.0, 1.0]


def test_a_bulk_api_that_is_disabled_leaves_the_outcome_open_and_nothing_is_found(catalogue: Catalogue) -> None:
    catalogue.do("disable_bulk")
    operations = catalogue.client().operations

    with pytest.raises(OutcomeUnknownError, match="503"):
        operations.start("contents", [content()])
    assert operations.seek("contents", [content()], NOON) == Sought()


def test_a_batch_that_is_refused_whole_is_told_so(catalogue: Catalogue) -> None:
    catalogue.fail("poison", "PUT", "/courses", key="c-2")

    with pytest.raises(BatchRefusedError, match="invalidInput"):
        catalogue.client().operations.start("contents", contents(3))
    assert catalogue.operations == []


@pytest.mark.parametrize("entity", ["attempts", "contents"])
def test_what_no_operation_can_be_is_refused_before_it_is_sent(catalogue: Catalogue, entity: str) -> None:
    batch = [removal(catalogue.attempt())] if entity == "attempts" else [content("c-1"), removal(content("c-2"))]

    with pytest.raises(BatchRefusedError, match=f"removes no {entity}"):
        catalogue.client().operations.start(entity, batch)
    assert catalogue.calls == []


def test_a_scope_that_lacks_is_told_as_such(catalogue: Catalogue) -> None:
    catalogue.do("forbid", scopes=["integrations:bulk"])

    with pytest.raises(CredentialsError, match="invalid_scope"):
        catalogue.client().operations.start("contents", [content()])


# ------------------------------------------------------------------------------------------------------- a lost answer


def test_an_operation_without_its_place_is_found_by_its_objects(catalogue: Catalogue) -> None:
    catalogue.do("lose_location")
    operations = catalogue.client().operations
    batch = contents(5)

    with pytest.raises(OutcomeUnknownError, match="does not say which operation"):
        operations.start("contents", batch)

    assert operations.seek("contents", batch, NOON) == Sought(undecided=True)
    catalogue.wait()
    (held,) = catalogue.operations
    assert operations.seek("contents", batch, NOON) == Sought(operation=held["_id"])
    assert operations.follow("contents", held["_id"], batch)


def test_an_operation_whose_connection_was_cut_is_found_as_well(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.fail("lost", "POST", "/stats", times=1)
    operations, attempt = catalogue.client().operations, catalogue.attempt()

    with pytest.raises(OutcomeUnknownError, match="did not answer"):
        operations.start("attempts", [attempt])

    catalogue.wait()
    found = operations.seek("attempts", [attempt], NOON)
    assert found.operation == catalogue.operations[-1]["_id"]
    assert sum(one.startswith("POST /bulk") for one in catalogue.calls) <= 1, "it is never sent twice by itself"


def test_operations_of_others_are_not_taken_for_ours(catalogue: Catalogue) -> None:
    catalogue.write("contents", *contents(4))
    catalogue.write("contents", content("c-1", name="Another title"))
    catalogue.write("contents", removal(content("c-1")))
    catalogue.write("attempts", catalogue.attempt("c-2"))
    operations = catalogue.client().operations

    assert operations.seek("contents", [content("c-1")], NOON) == Sought(), "another batch, and another title"
    assert operations.seek("contents", [removal(content("c-2"))], NOON) == Sought()
    assert operations.seek("attempts", [catalogue.attempt("c-2", progress=100)], NOON) == Sought()
    assert operations.seek("attempts", [catalogue.attempt("c-2", mail=INVITED)], NOON) == Sought()


def test_an_operation_that_others_have_to_do_with_is_not_taken_for_one_that_is_alike(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    operations = catalogue.client().operations
    older = operations.seek("contents", [content()], NOON).operation

    assert operations.seek("contents", [content()], NOON, {older}) == Sought()


def test_an_operation_of_long_before_is_not_looked_at(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    operations = catalogue.client().operations

    assert operations.seek("contents", [content()], NOON + timedelta(hours=1)) == Sought()
    assert operations.seek("contents", [content()], NOON + timedelta(minutes=4)).operation


def test_the_latest_of_several_alike_is_meant(catalogue: Catalogue) -> None:
    for _ in range(2):
        catalogue.write("contents", content())

    sought = catalogue.client().operations.seek("contents", [content()], NOON)

    assert sought.operation == catalogue.operations[-1]["_id"]


def test_the_list_of_operations_is_read_to_its_end(catalogue: Catalogue) -> None:
    first = catalogue.write("contents", content("c-0"))
    for number in range(1, 25):
        catalogue.write("contents", content(f"c-{number}"))

    sought = catalogue.client().operations.seek("contents", [content("c-0")], NOON)

    assert first
    assert sought.operation == catalogue.operations[0]["_id"]


def test_moments_are_the_same_however_they_are_written(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.write("attempts", catalogue.attempt(firstActivityAt="2026-09-10T09:00:00Z"))
    alike = catalogue.attempt(firstActivityAt="2026-09-10T11:00:00.000+02:00")

    assert catalogue.client().operations.seek("attempts", [alike], NOON).operation


# --------------------------------------------------------------------------------------------- an end that is no end


def test_an_operation_that_breaks_off_leaves_the_outcome_open(catalogue: Catalogue) -> None:
    catalogue.do("break_off", after=2)
    operation = catalogue.start("contents", *contents(5))
    catalogue.wait()
    client = catalogue.client()

    with pytest.raises(OutcomeUnknownError, match="broke an operation off"):
        client.operations.follow("contents", operation, contents(5))

    assert client.operations.is_over(operation)
    assert [one.digest for one in client.find("contents", contents(5))] == ["digest-of-c-1", "digest-of-c-2"]


def test_an_operation_that_is_not_known_any_more_is_over_and_says_nothing(catalogue: Catalogue) -> None:
    operations = catalogue.client().operations

    assert operations.is_over("f" * 24)
    with pytest.raises(OutcomeUnknownError, match="does not know an operation any more"):
        operations.follow("contents", "f" * 24, [content()])


def test_an_object_without_a_result_leaves_the_outcome_open(catalogue: Catalogue) -> None:
    operation = catalogue.start("contents", *contents(2))
    catalogue.wait()

    with pytest.raises(OutcomeUnknownError, match="no result for 1 of 3 objects"):
        catalogue.client().operations.follow("contents", operation, contents(3))


def test_results_of_what_is_settled_already_are_passed_over(catalogue: Catalogue) -> None:
    operation = catalogue.start("contents", *contents(5))
    catalogue.wait()

    written = catalogue.client().operations.follow("contents", operation, contents(5)[3:])

    assert [one.target for one in written or []] == [catalogue.courses[key]["id"] for key in ("c-4", "c-5")]


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_results_that_cannot_be_read_are_asked_for_again_and_never_guessed(catalogue: Catalogue, kind: str) -> None:
    operation = catalogue.start("contents", content())
    catalogue.wait()
    catalogue.fail(kind, "GET", "/results", times=1)
    operations = catalogue.client().operations

    with pytest.raises(ContractError, match="in a form that was not agreed on"):
        operations.follow("contents", operation, [content()])
    assert operations.follow("contents", operation, [content()])


# ---------------------------------------------------------------------------------------------- whose integration it is


def test_an_integration_of_another_group_is_never_written_to(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())

    with pytest.raises(SettingsError, match="Nothing is written to it"):
        catalogue.client(group_id="5f0c00000000000000000001").operations.start("contents", [content("c-2")])

    assert len(catalogue.operations) == 1


def test_when_the_author_has_left_another_one_takes_over(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.do("set_status", mail=AUTHOR.mail, status="deleted")
    catalogue.do("set_role", mail=LEARNER, role="editor")

    assert catalogue.client(author=LEARNER).operations.start("contents", [content("c-2")])

    (integration,) = catalogue.simulator.state()["integrations"]
    assert integration["authorId"] == catalogue.user(LEARNER)


def test_without_an_author_everything_can_still_be_archived(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.do("set_status", mail=AUTHOR.mail, status="deleted")

    assert catalogue.client().operations.start("contents", [removal(content())])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"author": ""}, "author is missing"),
        ({"author": "nobody@maple-ridge.example"}, "no account"),
        ({"author": DELETED}, "no account"),
        ({"group_id": ""}, "group_id is missing"),
    ],
)
def test_without_a_group_or_an_author_nothing_is_made(catalogue: Catalogue, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        catalogue.client(**wrong).operations.start("contents", [content()])
    assert catalogue.state["integrations"] == []


def test_an_integration_that_somebody_makes_meanwhile_is_used(catalogue: Catalogue) -> None:
    catalogue.meanwhile("^/api/v2/integrations", catalogue.make_integration, after=1)

    assert catalogue.start("contents", content())
    assert len(catalogue.state["integrations"]) == 1


def test_an_integration_whose_answer_was_lost_is_not_made_twice(catalogue: Catalogue) -> None:
    catalogue.fail("lost", "POST", "/integrations", times=1)

    with pytest.raises(OutcomeUnknownError):
        catalogue.client().operations.start("contents", [content()])

    assert catalogue.client().operations.seek("contents", [content()], NOON) == Sought()
    assert catalogue.start("contents", content())
    assert len(catalogue.state["integrations"]) == 1


def test_an_integration_that_is_switched_off_meanwhile_is_told_and_no_record_is_blamed(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.meanwhile("^/api/v2/bulk/integrations", catalogue.switch_off)

    with pytest.raises(ContractError, match="integrationNotFound"):
        catalogue.client().operations.start("contents", contents(2))


def test_a_name_that_is_kept_for_others_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(ContractError, match="reservedPlatformName"):
        catalogue.client(platform="LinkedIn Learning").operations.start("contents", [content()])


def test_the_limit_is_never_exceeded_however_many_begin(catalogue: Catalogue) -> None:
    operations = catalogue.client().operations

    begun = [operations.start("contents", [content(f"c-{number}")]) for number in range(6)]

    assert [one is None for one in begun] == [False, False, False, True, True, True]
    assert catalogue.state["most_at_once"] == 3

"""Class schedules going both ways, run by run (CD2-CD6)."""

import pytest

from tests.unit.flows.coursedog.campus import KEY, NEW, OTHER, Campus, meeting, professor, section, settled


def test_a_term_comes_whole_in_the_order_courses_sections_relationships() -> None:
    campus = Campus()

    run = campus.pull()

    assert run.created == {"courses": ["BIO-101"], "sections": [KEY, OTHER], "relationships": ["202710/XL01"]}
    assert campus.coursedog["sections"][KEY]["sisId"] == campus.sis["sections"][KEY]["id"]
    assert campus.fields()[0] == campus.fields()[1]


def test_once_both_hold_the_same_nothing_is_sent_and_no_memory_is_asked() -> None:
    campus = settled()

    for run in (campus.pull(), campus.post(), campus.pull()):
        assert run.quiet
        assert run.asked == []
        assert (run.refused, run.left_out, run.notices) == ({}, {}, {})


def test_what_a_scheduler_changed_goes_to_the_sis_and_what_a_registrar_changed_comes() -> None:
    campus = settled()
    campus.save(maxEnrollment=40)
    campus.register(title="Biology One")

    pulled, posted = campus.pull(), campus.post()

    assert pulled.updated == posted.updated == {"sections": [KEY]}
    sis, coursedog = campus.fields()
    assert sis == coursedog
    assert (sis["maxEnrollment"], sis["title"]) == (40, "Biology One")


def test_a_conflict_stops_this_section_alone_and_names_the_field() -> None:
    campus = settled()
    campus.save(maxEnrollment=40)
    campus.register(maxEnrollment=25)
    campus.save(OTHER, maxEnrollment=50)

    pulled, posted = campus.pull(), campus.post()

    for run in (pulled, posted):
        assert list(run.refused) == [KEY]
        assert "maximum enrollment" in run.refused[KEY].sentence
        assert run.refused[KEY].details[0].field == "maxEnrollment"
    assert posted.updated == {"sections": [OTHER]}


@pytest.mark.parametrize(("method", "wins"), [("resolveAsCoursedog", 40), ("resolveAsInstitution", 25)])
def test_a_conflict_is_resolved_as_it_is_set(method: str, wins: int) -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["default"] = method
    campus.save(maxEnrollment=40)
    campus.register(maxEnrollment=25)

    campus.pull()
    campus.post()

    assert [held["maxEnrollment"] for held in campus.fields()] == [wins, wins]
    assert campus.pull().quiet
    assert campus.post().quiet


def test_a_side_that_always_wins_is_never_written() -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["exceptions"] = [{"fields": ["title"], "method": "alwaysInstitution"}]
    campus.save(title="")
    campus.register(title="")
    campus.save(title="Mine")

    assert campus.post().quiet
    campus.register(title="Theirs")
    campus.pull()

    assert [held["title"] for held in campus.fields()] == ["Theirs", "Theirs"]


def test_what_the_sis_alone_says_is_never_sent_to_it() -> None:
    campus = settled()
    campus.save(callNumber="99999", enrollment=99)

    assert campus.post().quiet
    campus.pull()

    assert campus.fields()[1]["callNumber"] == "10001"


def test_a_new_section_goes_and_brings_its_ids_back() -> None:
    campus = settled()
    new = section(NEW, callNumber=None, enrollment=None, times=[meeting("")])
    campus.coursedog["sections"][NEW] = {**new, "id": "d-9", "sisId": "", "version": "1"}

    posted, pulled = campus.post(), campus.pull()

    assert posted.created == {"sections": [NEW]}
    assert pulled.updated == {"sections": [NEW]}
    assert campus.coursedog["sections"][NEW]["sisId"] == campus.sis["sections"][NEW]["id"]
    assert campus.fields(NEW)[0] == campus.fields(NEW)[1]
    assert campus.post().quiet


def test_an_added_meeting_gets_its_id_without_being_sent_twice() -> None:
    campus = settled()
    campus.save(times=[meeting(), meeting("", days="TR", room="")])

    campus.post()
    assert campus.post().quiet
    campus.pull()

    assert campus.fields()[0]["times"] == campus.fields()[1]["times"]
    assert len(campus.fields()[0]["times"]) == 2
    assert all(one["id"] for one in campus.fields()[1]["times"])


def test_an_instructor_is_exchanged() -> None:
    campus = settled()
    campus.save(professors=[professor("i7")])

    campus.post()

    assert campus.fields()[0]["professors"] == [professor("i7")]


def test_an_emptied_field_stays_and_is_told() -> None:
    campus = settled()
    campus.save(title="", times=[])

    posted = campus.post()

    assert posted.quiet
    assert campus.fields()[0]["title"] == "Biology I"
    assert "meetings and title" in posted.notices[KEY].sentence
    campus.pull()
    assert campus.fields()[1]["title"] == "Biology I"


def test_a_field_that_may_be_emptied_is() -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["empties"] = ["times"]
    campus.save(times=[])

    campus.post()

    assert campus.fields()[0]["times"] == []


def test_a_section_that_is_refused_leaves_what_was_agreed_on_as_it_was() -> None:
    campus = settled()
    campus.save(maxEnrollment=40)
    campus.refuses = frozenset({KEY})
    campus.post()
    campus.pull()
    campus.refuses = frozenset()

    assert campus.post().updated == {"sections": [KEY]}
    assert campus.fields()[0]["maxEnrollment"] == 40


def test_nothing_is_nothing_however_a_side_writes_it() -> None:
    campus = settled()
    campus.save(title="", times=[meeting(room=None)], professors=[])
    campus.register(title=None, times=[meeting(room="")], professors=[])

    assert campus.pull().quiet
    assert campus.post().quiet


def test_what_is_listed_in_another_order_is_the_same() -> None:
    campus = settled()
    two = [meeting("e1"), meeting("e2", days="TR")]
    campus.save(times=two)
    campus.register(times=two[::-1])
    campus.sis["courses"]["BIO-101"]["fields"]["departments"] = ["BIO", "ART"]
    campus.coursedog["courses"]["BIO-101"]["fields"]["departments"] = ["ART", "BIO"]

    assert campus.pull().quiet
    assert campus.post().quiet


def test_a_section_that_is_cancelled_may_lose_its_meetings_with_that() -> None:
    campus = settled()
    campus.save(status="cancelled", times=[])

    run = campus.post()

    assert (campus.fields()[0]["status"], campus.fields()[0]["times"]) == ("cancelled", [])
    assert run.notices == {}

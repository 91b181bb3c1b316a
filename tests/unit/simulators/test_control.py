from tests.unit.simulators.callers import Eschoolplus, Schoology


def test_calls_are_counted_by_template_and_status(eschoolplus: Eschoolplus) -> None:
    eschoolplus.get("orgs")
    eschoolplus.call("users/nobody")
    eschoolplus.call("users/somebody")

    summary = eschoolplus.http.get("/_control/calls").get_json()

    assert summary["total"] == 4
    assert summary["calls"] == {
        "POST /oauth/token": {"200": 1},
        "GET /ims/oneroster/rostering/v1p2/orgs": {"200": 1},
        "GET /ims/oneroster/rostering/v1p2/users/<sourced_id>": {"404": 2},
    }


def test_bulk_items_are_counted_with_their_outcomes(schoology: Schoology) -> None:
    schoology.bulk("/v1/courses", [{"title": "Art", "course_code": "art"}, {"title": "", "course_code": "x"}])

    summary = schoology.http.get("/_control/calls").get_json()

    assert summary["items"] == {"POST /v1/courses": {"sent": 2, "201": 1, "400": 1}}
    assert summary["credits"] == 3


def test_the_journal_holds_no_body_no_query_and_no_header(schoology: Schoology) -> None:
    schoology.get("/v1/users?school_uids=secret-person")

    assert "secret-person" not in schoology.http.get("/_control/calls").text


def test_the_control_door_is_not_counted_and_counts_can_be_cleared(eschoolplus: Eschoolplus) -> None:
    eschoolplus.get("orgs")
    eschoolplus.http.delete("/_control/calls")
    eschoolplus.http.get("/_control/state")

    assert eschoolplus.http.get("/_control/calls").get_json()["total"] == 0


def test_an_unknown_action_or_script_says_what_there_is(eschoolplus: Eschoolplus) -> None:
    action = eschoolplus.http.get("/_control/nonsense")
    script = eschoolplus.http.post("/_control/script", json={"script": "earthquake"})
    argument = eschoolplus.http.post("/_control/script", json={"script": "reset", "hard": True})

    assert (action.status_code, script.status_code, argument.status_code) == (404, 400, 400)
    assert "GET /calls" in action.get_json()["error"]
    assert "day_of_changes" in script.get_json()["error"]

import json
import threading
from typing import Any

import requests

from tests.cloud.embedded import Cloud

WRONG_VALUE = """
    def handler(event, context):
        raise ValueError("no such school")
"""
DIES = """
    import os
    def handler(event, context):
        os._exit(3)
"""
SLEEPS = """
    import time
    def handler(event, context):
        print("awake", flush=True)
        time.sleep(event.get("seconds", 0))
        return "slept"
"""


def test_an_exception_keeps_its_class_its_message_and_its_stack(cloud: Cloud) -> None:
    answer = cloud.call(cloud.function(WRONG_VALUE))
    assert answer["errorType"] == "ValueError"
    assert answer["errorMessage"] == "no such school"
    assert "handler.py" in answer["stackTrace"][0]


def test_a_process_that_ends_itself_is_an_exit_error(cloud: Cloud) -> None:
    assert cloud.call(cloud.function(DIES))["errorType"] == "Runtime.ExitError"


def test_a_state_machine_catches_an_exception_by_its_class(cloud: Cloud) -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}
    task["Arguments"] = {"FunctionName": cloud.function(WRONG_VALUE)}
    catch = [{"ErrorEquals": ["KeyError"], "Next": "Wrong"}, {"ErrorEquals": ["ValueError"], "Next": "Right"}]
    states = {"Call": task | {"Catch": catch}, "Wrong": {"Type": "Fail"}, "Right": {"Type": "Succeed"}}
    cause = json.loads(cloud.output(states)["Cause"])
    assert cause["errorMessage"] == "no such school"


def test_no_line_of_a_log_is_lost(cloud: Cloud) -> None:
    function = cloud.function("def handler(event, context): print('line', event['number'])")
    for number in range(20):
        cloud.call(function, {"number": number})
    cloud.call(function, {"number": 20})
    pages = cloud.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{function}")
    lines = {event["message"].strip() for page in pages for event in page["events"]}
    assert {f"line {number}" for number in range(20)} <= lines


def test_cloudformation_sets_and_lifts_reserved_concurrency(cloud: Cloud) -> None:
    role = cloud.role()

    def deploy(**more: Any) -> str:
        properties = {"Code": {"ZipFile": "def handler(e, c): return 1"}, "Handler": "index.handler"}
        properties |= {"Runtime": "python3.13", "Role": role, **more}
        resources = {"Function": {"Type": "AWS::Lambda::Function", "Properties": properties}}
        return cloud.stack("concurrency", resources, Name={"Ref": "Function"})["Name"]

    reserved = cloud.client("lambda").get_function_concurrency(FunctionName=deploy(ReservedConcurrentExecutions=2))
    assert reserved["ReservedConcurrentExecutions"] == 2
    lifted = cloud.client("lambda").get_function_concurrency(FunctionName=deploy(Timeout=9))
    assert "ReservedConcurrentExecutions" not in lifted


def test_a_killed_function_fails_its_caller_and_answers_again(cloud: Cloud) -> None:
    function = cloud.function(SLEEPS)
    answers: list[Any] = []
    caller = threading.Thread(target=lambda: answers.append(cloud.call(function, {"seconds": 60})))
    caller.start()
    assert cloud.until(lambda: _kill(cloud, function[:-2])) == 1
    caller.join()
    assert answers[0]["errorType"] == "Runtime.ExitError"
    assert cloud.call(function) == "slept"


def test_killing_leaves_other_functions_alone(cloud: Cloud) -> None:
    cloud.call(cloud.function(SLEEPS))
    assert _kill(cloud, "another") == 0


def test_functions_see_nothing_of_the_callers_environment(cloud: Cloud) -> None:
    names = cloud.call(cloud.function("import os\ndef handler(event, context): return sorted(os.environ)"))
    assert "PYTEST_CURRENT_TEST" not in names
    assert "AWS_ENDPOINT_URL" in names


def _kill(cloud: Cloud, function: str) -> int:
    answer = requests.post(f"{cloud.access.endpoint}/_sandbox/kill", json={"function": function}, timeout=20)
    return int(answer.json()["killed"])

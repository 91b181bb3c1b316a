"""Short ways to put something into the embedded cloud, and to wait for what comes of it."""

import io
import json
import textwrap
import time
import uuid
import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.world.cloud_access import CloudAccess

T = TypeVar("T")
PATIENCE_SECONDS = 40
SERVICES = ["lambda.amazonaws.com", "states.amazonaws.com", "scheduler.amazonaws.com"]
ASSUME_ROLE = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": SERVICES}}]}


class Cloud:
    """The embedded cloud as the tests use it."""

    def __init__(self, access: CloudAccess) -> None:
        self.access = access
        self.client = access.client

    def role(self, *statements: dict[str, Any]) -> str:
        name = f"role-{uuid.uuid4().hex[:8]}"
        iam = self.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(ASSUME_ROLE))["Role"]
        if statements:
            policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy)
        return str(role["Arn"])

    def function(self, source: str, *statements: dict[str, Any], timeout: int = 20) -> str:
        name = f"function-{uuid.uuid4().hex[:8]}"
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("handler.py", textwrap.dedent(source))
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=self.role(*statements),
            Handler="handler.handler",
            Timeout=timeout,
            Code={"ZipFile": package.getvalue()},
        )
        return name

    def call(self, function: str, event: Any = None) -> Any:
        answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event or {}))
        return json.loads(answer["Payload"].read())

    def machine(self, states: dict[str, Any], *, start: str | None = None, language: str = "JSONata") -> str:
        definition = {"QueryLanguage": language, "StartAt": start or next(iter(states)), "States": states}
        created = self.client("stepfunctions").create_state_machine(
            name=f"machine-{uuid.uuid4().hex[:8]}",
            definition=json.dumps(definition),
            roleArn=self.role(),
        )
        return str(created["stateMachineArn"])

    def run(self, machine: str, event: Any = None) -> dict[str, Any]:
        states = self.client("stepfunctions")
        execution = states.start_execution(stateMachineArn=machine, input=json.dumps(event or {}))["executionArn"]
        return self.until(
            lambda: (found := states.describe_execution(executionArn=execution))["status"] != "RUNNING" and found
        )

    def output(self, states: dict[str, Any], event: Any = None, **options: Any) -> Any:
        execution = self.run(self.machine(states, **options), event)
        assert execution["status"] == "SUCCEEDED", execution
        return json.loads(execution["output"])

    def stack(self, name: str, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
        """Create or update a stack; returns its outputs."""
        template = {"Resources": resources, "Outputs": {key: {"Value": value} for key, value in outputs.items()}}
        formation = self.client("cloudformation")
        existing = [stack["StackName"] for stack in formation.describe_stacks()["Stacks"]]
        apply = formation.update_stack if name in existing else formation.create_stack
        apply(StackName=name, TemplateBody=json.dumps(template))
        stack = self.until(
            lambda: (
                (found := formation.describe_stacks(StackName=name)["Stacks"][0])
                and "IN_PROGRESS" not in found["StackStatus"]
                and found
            )
        )
        assert stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}, stack
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    @staticmethod
    def until(look: Callable[[], T | bool | None]) -> T:
        """Look again until there is something; a test that never sees it fails instead of hanging."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            found = look()
            if found and not isinstance(found, bool):
                return found
            time.sleep(0.05)
        raise AssertionError("Waited in vain.")

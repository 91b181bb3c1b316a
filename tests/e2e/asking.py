"""Asking how records stand: signed calls of somebody with a role, as a program of the institution makes them."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sandbox.world.cloud_access import REGION
from sandbox.world.world import World

_ANYBODY = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}


@dataclass(frozen=True)
class Answer:
    """What the desk said."""

    status: int
    body: dict[str, Any]


class Asker:
    """Somebody with a role; with no policy, who may ask nothing."""

    def __init__(self, world: World, *policies: str) -> None:
        self._address = world.places.outputs["ApiUrl"]
        iam, name = world.client("iam"), f"asker-{uuid.uuid4().hex[:8]}"
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(_ANYBODY))["Role"]
        for policy in policies:
            iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        given = world.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="asker")["Credentials"]
        self._credentials = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def status(self, stream: str, key: str, integration: str = "coursedog") -> Answer:
        """Ask how one record stands."""
        return self.ask(f"/records/{integration}/{stream}?key={quote(key, safe='')}")

    def ask(self, path: str, *, signed: bool = True) -> Answer:
        """Ask for a path below the API."""
        request = AWSRequest("GET", f"{self._address}{path}")
        if signed:
            SigV4Auth(self._credentials, "execute-api", REGION).add_auth(request)
        told = requests.get(f"{request.url}", headers=dict(request.headers), timeout=30)
        return Answer(told.status_code, told.json())

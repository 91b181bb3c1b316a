"""How this machine's programs speak to the embedded cloud: always its endpoint, never the caller's AWS settings."""

import os
import re
from dataclasses import dataclass
from typing import Any

import boto3

REGION = "us-east-1"
ROOT_KEY = "test"
API_HOST = re.compile(r"^https://(\w+)\.execute-api\.[\w-]+\.amazonaws\.com")


@dataclass(frozen=True, slots=True)
class CloudAccess:
    """The embedded cloud at ``endpoint``, entered with its root key."""

    endpoint: str

    def client(self, service: str) -> Any:
        """Return a boto3 client of one AWS service."""
        return boto3.client(
            service,  # type: ignore[call-overload] # the stubs know literal names only
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ROOT_KEY,
            aws_secret_access_key=ROOT_KEY,
        )

    def reachable(self, url: str) -> str:
        """Return the address on this machine of an API Gateway ``url`` as a template makes it; other text as it is."""
        return API_HOST.sub(rf"{self.endpoint}/_aws/execute-api/\1", url)

    def environment(self) -> dict[str, str]:
        """Return this process's environment with every AWS setting replaced by the embedded cloud's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

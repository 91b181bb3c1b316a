"""The world: cloud, simulators and the deployed stack, alive while a ``with`` block runs."""

import contextlib
import dataclasses
import json
import os
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox.world.children import REPOSITORY, server
from sandbox.world.cloud_access import REGION, ROOT_KEY, CloudAccess
from sandbox.world.deployment import SENDER, Deployment, sandbox_parameters
from sandbox.world.lock import AlreadyHeldError, locked
from sandbox.world.secrets import SECRETS, output

TEMPLATE = REPOSITORY / "template.yaml"
FOLDER = REPOSITORY / "build" / "sandbox"
LOCK = "world.lock"
RECORD = "world.json"
RATE_SCALE = 10
ACCOUNT = "000000000000"


class WorldExistsError(RuntimeError):
    """A world is already up in this folder."""


@dataclasses.dataclass(frozen=True, slots=True)
class Places:
    """Where everything in a world is found; also the content of ``world.json``. ``systems`` are the simulators."""

    endpoint: str
    systems: Mapping[str, str]
    outputs: Mapping[str, str]
    pids: Mapping[str, int]
    region: str = REGION
    access_key_id: str = ROOT_KEY
    secret_access_key: str = ROOT_KEY


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail that the stack has sent."""

    to: str
    subject: str
    text: str


class World:
    """Everything on one machine: ``with World() as world: world.client("stepfunctions")…``.

    ``folder`` takes the logs and ``world.json``; what is built goes beside it. ``rate_scale`` multiplies the vendors'
    rate limits, in the simulators and in the stack alike; ``parameters`` override the sandbox's own for the template.
    At the end of the block, and at the end of this process in any way, everything that was started ends.
    """

    def __init__(
        self,
        *,
        folder: Path = FOLDER,
        template: Path = TEMPLATE,
        rate_scale: int = RATE_SCALE,
        parameters: Mapping[str, str] | None = None,
        say: Callable[[str], None] = print,
    ) -> None:
        self._folder = folder
        self._template = template
        self._rate_scale = rate_scale
        self._parameters = sandbox_parameters(rate_scale) | dict(parameters or {})
        self._say = say
        self._began = time.monotonic()
        self._stack = contextlib.ExitStack()
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        """Where everything is found; only inside of the block."""
        if self._places is None:
            raise RuntimeError("The world is not up: use it inside of its with block.")
        return self._places

    @property
    def record(self) -> Path:
        """The file that tells other processes where everything is."""
        return self._folder / RECORD

    def client(self, service: str) -> Any:
        """Return a boto3 client of the embedded cloud."""
        return CloudAccess(self.places.endpoint).client(service)

    def letters(self) -> list[Letter]:
        """Return the e-mails that were sent, oldest first."""
        with urllib.request.urlopen(f"{self.places.endpoint}/_ministack/ses/messages", timeout=30) as answer:  # noqa: S310 - our own loopback server
            accounts = json.load(answer)["messages"]
        return [Letter(", ".join(sent["To"]), sent["Subject"], sent["BodyText"]) for sent in accounts.get(ACCOUNT, [])]

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._begin(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places = None
        self._stack.close()

    def _begin(self, stack: contextlib.ExitStack) -> None:
        try:
            stack.enter_context(locked(self._folder / LOCK, wait=False))
        except AlreadyHeldError:
            raise WorldExistsError(f"A world is already up in {self._folder}; `make down` ends it.") from None
        self._progress("starting the cloud and the simulators …")
        ready, cloud_pid = stack.enter_context(server("sandbox.cloud", "--port", "0", log=self._folder / "cloud.log"))
        urls, simulators_pid = stack.enter_context(
            server("sandbox.simulators", "--rate-scale", str(self._rate_scale), log=self._folder / "simulators.log")
        )
        cloud = CloudAccess(ready["endpoint"])
        outputs = self._deploy(cloud)
        self._hand_over_credentials(cloud, outputs, urls)
        self._places = Places(
            endpoint=cloud.endpoint,
            systems=urls,
            outputs=outputs,
            pids={"world": os.getpid(), "cloud": cloud_pid, "simulators": simulators_pid},
        )
        self._write_record(stack, self._places)
        self._progress("the world is up")

    def _deploy(self, cloud: CloudAccess) -> dict[str, str]:
        deployment = Deployment(self._template, build=self._folder.parent, logs=self._folder)
        self._progress("building …")
        deployment.make(cloud, self._parameters)
        self._progress("deploying …")
        return deployment.deploy(cloud, self._parameters)

    def _hand_over_credentials(self, cloud: CloudAccess, outputs: Mapping[str, str], urls: Mapping[str, str]) -> None:
        cloud.client("ses").verify_email_identity(EmailAddress=self._parameters.get("SenderAddress", SENDER))
        secrets = cloud.client("secretsmanager")
        for system, url in urls.items():
            held = json.dumps(SECRETS[system](url))
            secrets.put_secret_value(SecretId=outputs[output(system)], SecretString=held)

    def _write_record(self, stack: contextlib.ExitStack, places: Places) -> None:
        record = self._folder / RECORD
        stack.callback(record.unlink, missing_ok=True)
        unfinished = record.with_suffix(".tmp")
        unfinished.write_text(json.dumps(dataclasses.asdict(places), indent=2) + "\n", encoding="utf-8")
        unfinished.replace(record)

    def _progress(self, text: str) -> None:
        self._say(f"{time.monotonic() - self._began:6.1f} s  {text}")

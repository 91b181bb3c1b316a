"""The repository's template, built and deployed into the embedded cloud by the same SAM CLI as into AWS."""

import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.world.children import command
from sandbox.world.cloud_access import REGION, CloudAccess
from sandbox.world.lock import locked

STACK = "rollbook"
ARTIFACTS_BUCKET = "rollbook-artifacts"
SENDER = "rollbook@maple-ridge.example"
ALERTS = "registrar@maple-ridge.example"
POLL_SECONDS = "0.3"


def host_parameters() -> dict[str, str]:
    """Return the template's parameters that say which Python and which processor the functions run on: this one's."""
    architecture = "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"
    return {"PythonRuntime": f"python{sys.version_info.major}.{sys.version_info.minor}", "Architecture": architecture}


def sandbox_parameters(rate_scale: int) -> dict[str, str]:
    """Return the template's parameters for a world whose vendors allow ``rate_scale`` times their usual rates."""
    return host_parameters() | {
        "RateScale": str(rate_scale),
        "ScheduleState": "DISABLED",
        "SenderAddress": SENDER,
        "AlertAddress": ALERTS,
    }


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the SAM CLI reads and writes."""

    template: Path
    build: Path
    """Folder of everything that is built; kept from one world to the next, so that only changes are built again."""
    logs: Path

    def make(self, cloud: CloudAccess, parameters: Mapping[str, str]) -> None:
        """Build what has changed; ``ChildFailedError`` with the end of SAM's output when it cannot be built."""
        options = ["--build-dir", str(self.build / "sam"), "--cache-dir", str(self.build / "sam-cache")]
        arguments = ["build", "--template-file", str(self.template), "--cached", "--parallel", *options]
        with locked(self.build / "sam.lock"):
            command("samcli", arguments + _overrides(parameters), self.logs / "sam-build.log", self._environment(cloud))

    def deploy(self, cloud: CloudAccess, parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update the stack; returns its outputs, API addresses as they are reached here."""
        cloud.client("s3").create_bucket(Bucket=ARTIFACTS_BUCKET)
        where = ["--stack-name", STACK, "--region", REGION, "--s3-bucket", ARTIFACTS_BUCKET]
        manner = ["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]
        permission = ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        arguments = [
            "deploy",
            "--template-file",
            str(self.build / "sam" / "template.yaml"),
            *where,
            *manner,
            *permission,
        ]
        with locked(self.build / "sam.lock"):
            command(
                "samcli", arguments + _overrides(parameters), self.logs / "sam-deploy.log", self._environment(cloud)
            )
        stack = cloud.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        return {output["OutputKey"]: cloud.reachable(output["OutputValue"]) for output in stack["Outputs"]}

    def _environment(self, cloud: CloudAccess) -> dict[str, str]:
        home = self.logs / "sam-home"
        home.mkdir(parents=True, exist_ok=True)
        # SAM would otherwise look on the internet for a newer version of itself.
        known = {"telemetryEnabled": False, "lastVersionCheck": time.time()}
        (home / "metadata.json").write_text(json.dumps(known), encoding="utf-8")
        return cloud.environment() | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": POLL_SECONDS,
            "__SAM_CLI_APP_DIR": str(home),
        }


def _overrides(parameters: Mapping[str, str]) -> list[str]:
    # An environment that samconfig.toml does not know, so that nothing meant for AWS is taken from it.
    pairs = [f"{name}={value}" for name, value in parameters.items()]
    return ["--config-env", "sandbox", "--parameter-overrides", *pairs]

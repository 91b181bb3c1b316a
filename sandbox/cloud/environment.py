"""The environment in which the embedded AWS runs: nothing of the caller's but where programs are found.

Lambda processes inherit the server's environment, so a stray ``AWS_PROFILE`` or proxy setting of the person at the
keyboard would change what the deployed functions do.
"""

import os
from pathlib import Path

KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


def clean_environment(port: int, home: Path) -> dict[str, str]:
    """Every variable of the server on ``port``; ``home`` is a temporary folder that also takes its temporary files."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Step Functions has a host of its own for synchronous executions; here everything has one address.
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(home / "state"),
    }


def become_clean(port: int, home: Path) -> None:
    """Replace this process's environment; MiniStack reads it while it is imported, so call this before."""
    variables = clean_environment(port, home)
    os.environ.clear()
    os.environ.update(variables)

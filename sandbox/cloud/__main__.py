"""``python -m sandbox.cloud --port N``: serve the embedded AWS until SIGTERM or SIGINT."""

import argparse
import json
import shutil
import socket
import tempfile
from pathlib import Path

from sandbox.cloud.environment import become_clean


def main() -> None:
    """Serve, print one JSON line when ready, leave no file and no process behind at the end."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.cloud", description="The embedded AWS of the sandbox.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) takes a free one")
    listener = socket.create_server(("127.0.0.1", parser.parse_args().port))
    port = listener.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="rollbook-cloud-"))
    become_clean(port, home)
    tempfile.tempdir = str(home)
    try:
        from sandbox.cloud.server import serve  # noqa: PLC0415 - it imports MiniStack, which reads the environment

        serve(listener, ready=lambda: print(json.dumps({"endpoint": f"http://127.0.0.1:{port}"}), flush=True))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()

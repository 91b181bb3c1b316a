"""What is to be said of records, in S3 under `standings/<flow>/<stream>`; it may hold what is personal (CD8)."""

import json

from rollbook.aws.files import Files
from rollbook.model.ports import Standing


class S3Standings:
    """One object per stream, replaced as a whole by the run that holds the flow."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def read(self, flow: str, stream: str) -> dict[str, tuple[Standing, ...]]:
        """Return what is to be said, by key."""
        rows = map(json.loads, self._files.lines(_key(flow, stream)))
        return {row["key"]: tuple(map(Standing.model_validate, row["standings"])) for row in rows}

    def write(self, flow: str, stream: str, standings: dict[str, tuple[Standing, ...]]) -> None:
        """Store what is to be said instead of what was."""
        rows = (
            json.dumps({"key": key, "standings": [one.model_dump(mode="json") for one in standings[key]]})
            for key in sorted(standings)
        )
        self._files.put_lines(_key(flow, stream), rows)


def _key(flow: str, stream: str) -> str:
    return f"standings/{flow}/{stream}.jsonl.gz"

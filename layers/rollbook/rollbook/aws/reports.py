"""Mapping reports in S3, under `reports/<run>/<stream>/`: personal data, which the bucket lets expire (SG7)."""

from collections.abc import Iterable, Iterator
from itertools import islice

from rollbook.aws.files import Files
from rollbook.model.ports import Finding

_PART = 5_000
"""Findings of a part: a few megabytes, so that neither writing nor reading holds more."""


class S3Reports:
    """Parts of compressed JSON lines, and a list of them that is written last: without it there is no report."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def write(self, run: str, stream: str, findings: Iterable[Finding]) -> None:
        """Store a stream's findings in parts while they arrive, instead of what an earlier attempt stored."""
        rows = (finding.model_dump_json(exclude_defaults=True) for finding in findings)
        parts = 0
        while part := list(islice(rows, _PART)):
            self._files.put_lines(_part(run, stream, parts), part)
            parts += 1
        self._files.put_json(_contents(run, stream), {"parts": parts})

    def read(self, run: str, stream: str) -> Iterator[Finding] | None:
        """Return the findings in the order of writing; None when there is no complete report, or it has expired."""
        contents = self._files.get_json(_contents(run, stream))
        return None if contents is None else self._findings(run, stream, contents["parts"])

    def _findings(self, run: str, stream: str, parts: int) -> Iterator[Finding]:
        for number in range(parts):
            for row in self._files.lines(_part(run, stream, number)):
                yield Finding.model_validate_json(row)


def _part(run: str, stream: str, number: int) -> str:
    return f"reports/{run}/{stream}/part-{number:05d}.jsonl.gz"


def _contents(run: str, stream: str) -> str:
    return f"reports/{run}/{stream}/contents.json"

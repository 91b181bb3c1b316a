"""Our side of the comparison: digests, sorted in ranges and compared with a baseline that lies in files."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import CASES, Case, lines
from benchmarks.measuring import measured, tell
from rollbook.sync.baseline import bits_for, ranges
from rollbook.sync.diff import differences
from rollbook.sync.digests import Digester, canonical
from rollbook.sync.spool import RANGES, Spool


def prepare(folder: Path, records: int) -> int:
    """Write the baseline of unchanged records as shards, `000`, `001` and so on; return how many there are."""
    bits = bits_for(records)
    with Spool() as spool:
        _fill(spool, CASES["unchanged"], records)
        parts = spool.ranges()
        for index in range(1 << bits):
            shard = b"".join(b"".join(next(parts)) for _ in range(RANGES >> bits))
            (folder / f"{index:03d}").write_bytes(shard)
    return 1 << bits


def compare(case: Case, records: int, folder: Path) -> dict[str, int]:
    """Compare the records with the baseline in the folder, one shard in memory at a time, and count what is found."""
    known = _shards(folder) if case.known else iter([b""] * RANGES)
    found = dict.fromkeys(case.expected(0), 0)
    with Spool() as spool:
        _fill(spool, case, records)
        for difference in differences(spool.ranges(), known):
            found["created"] += len(difference.created)
            found["updated"] += len(difference.updated)
            found["removed"] += len(difference.removed)
            found["unchanged"] += difference.unchanged
    return found


def _fill(spool: Spool, case: Case, records: int) -> None:
    digester = Digester(b"a secret of sixty-four bytes at most", "schoology.provisioning", "enrollments", 1)
    for key, line in lines(records, case.changed_every):
        spelling = canonical(json.loads(line)) if case.from_json else line
        spool.add(digester.key(key) + digester.content(spelling))


def _shards(folder: Path) -> Iterator[bytes]:
    paths = sorted(folder.iterdir())
    bits = len(paths).bit_length() - 1
    for index, path in enumerate(paths):
        yield from ranges(path.read_bytes(), index, bits)


def main(name: str, records: int, folder: Path) -> None:
    """Measure one case, or prepare the baseline for all."""
    if name == "prepare":
        print(json.dumps({"shards": prepare(folder, records)}))
    else:
        case = CASES[name]
        tell(measured(lambda: compare(case, records, folder), lines(records, case.changed_every)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))

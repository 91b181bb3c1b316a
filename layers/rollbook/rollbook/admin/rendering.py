"""Runs as text for a terminal."""

from collections.abc import Iterator, Sequence

from rollbook.admin.operations import RunDetails, attention, left_out
from rollbook.admin.terms import Term
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord

_FIGURES = ("created", "updated", "removed", "unchanged", "refused", "blocked", "held", "superseded", "uncertain")
_MARKS = {Operation.CREATE: "+", Operation.UPDATE: "~", Operation.REMOVE: "-"}


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table with aligned columns; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in [list(head), *cells]) for at in range(len(head))]
    lines = ["  ".join(name.ljust(width) for name, width in zip(head, widths, strict=True)).rstrip()]
    for row, raw in zip(cells, rows, strict=True):
        padded = (
            cell.rjust(width) if isinstance(value, int | float) else cell.ljust(width)
            for cell, width, value in zip(row, widths, raw, strict=True)
        )
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def runs(records: Sequence[RunRecord]) -> str:
    """Return one line per run."""
    rows = [
        (
            record.reference.run,
            f"{record.reference.started_at:%Y-%m-%d %H:%M}Z",
            record.status.value,
            record.reference.trigger,
            record.sentence,
        )
        for record in records
    ]
    return table(("run", "started", "status", "trigger", "what it says"), rows) if rows else "No run yet."


def record(found: RunRecord) -> str:
    """Return a run's record: the sentence, figures per stream, calls, and problems by reason."""
    run = found.reference
    parts = [
        f"{run.run}: {found.status.value}{' (preview)' if run.preview else ''}",
        found.sentence,
        f"started {run.started_at:%Y-%m-%d %H:%M:%S}Z by {run.by} ({run.trigger}), as of {run.as_of:%Y-%m-%d %H:%M %Z}",
    ]
    if found.ended_at:
        parts[-1] += f", took {(found.ended_at - run.started_at).total_seconds():.1f} s"
    if run.upload:
        parts.append(f"the file: {run.upload}; each of its rows: rollbook result {run.run}")
    if found.streams:
        figures = [(name, *(getattr(counts, figure) for figure in _FIGURES)) for name, counts in found.streams.items()]
        parts += ["", table(("stream", *_FIGURES), figures)]
        calls = ", ".join(f"{system} {count}" for system, count in found.calls.items()) or "none"
        least = f"{found.planned_calls} writes, at least {found.planned_seconds:g} s at the target's limit"
        parts += ["", f"calls: {calls}; the plan needs {least}"]
    if found.freshness:
        fresh = found.freshness
        parts.append(
            f"from source to target: half within {fresh.p50:g} s, 95 % within {fresh.p95:g} s ({fresh.count} records)"
        )
    if found.acting:
        parts.append(
            "changed in the name of: " + ", ".join(f"{who} in {system}" for system, who in found.acting.items())
        )
    for problem in found.problems:
        codes = ", ".join(problem.samples)
        parts += [
            "",
            f"{problem.stream}: {problem.count} {problem.kind}{f' ({codes})' if codes else ''}",
            f"  why:        {problem.reason.sentence}",
            f"  what to do: {problem.reason.remedy}",
        ]
    if found.left_out:
        parts += ["", "not for the target now, and nobody has to do anything:"]
        parts += [f"  {group.stream}: {group.count}: {group.reason.sentence}" for group in found.left_out]
    if found.held:
        parts += ["", f"held: {', '.join(found.held)} ({found.decision or 'waits for approve or discard'})"]
    return "\n".join(parts)


def details(found: RunDetails) -> str:
    """Return every planned change as old and new, and, by its source key, every record that waits or was left out."""
    lines = [
        f"{_MARKS[change.operation]} {stream} {change.key}{_difference(change)}" for stream, change in found.changes
    ]
    lines += [
        f"! {stream} {outcome.digest[:10]} {outcome.key} {outcome.kind.value}: {outcome.reason.sentence}"
        for stream, outcome in attention(found)
        if outcome.reason
    ]
    lines += [f"? {one.stream} difference: {one.reason.sentence}" for one in found.differences]
    lines += [
        f"  {stream} {outcome.digest[:10]} {outcome.key} left out: {outcome.reason.sentence}"
        for stream, outcome in left_out(found)
        if outcome.reason
    ]
    return "\n".join(lines) or "Nothing to change."


def _difference(change: Change) -> str:
    return "".join(f"\n    {line}" for line in _fields(change.before or {}, change.data or {}))


def _fields(before: Json, after: Json) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield (
                f"{name}: {old!r} -> {new!r}"
                if before and after
                else f"{name}: {new!r}"
                if after
                else f"{name}: {old!r}"
            )


def terms(found: Sequence[Term]) -> str:
    """Return one line per academic term."""
    rows = [
        (
            term.code,
            term.title,
            term.start,
            term.end,
            ", ".join(term.systems) or "nowhere",
            f"{', '.join(term.streams) or '-'}{' (over: take it out)' if term.over and term.streams else ''}",
        )
        for term in found
    ]
    return table(("term", "title", "from", "until", "known to", "set to flow"), rows) if rows else "No term is known."


def status(told: Json) -> str:
    """Return how one record stands, and what is wrong with it."""
    parts = [f"{told['stream']} {told['key']}: {told['status']}"]
    if told["synced_at"]:
        parts[0] += f", both sides alike at {told['synced_at']}"
    for problem in told["problems"]:
        parts += ["", f"{problem['flow']}, since {problem['since']}: {problem['reason']['sentence']}"]
        parts += [f"  {_detail(detail)}" for detail in problem["reason"]["details"]]
        parts.append(f"  What to do: {problem['reason']['remedy']}")
    return "\n".join(parts)


def _detail(detail: Json) -> str:
    named = {"field": "field", "value": "was to be", "code": "code", "said": "the system said"}
    return "; ".join(f"{word} {detail[name]}" for name, word in named.items() if detail[name])

"""Notify: one e-mail about one run, its problems grouped by reason, each with what to do (PL16)."""

from rollbook.model.messages import NotifyRequest, NotifyResult, Problem
from rollbook.model.ports import Mail, Runs
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import EmailSettings, InstitutionSettings

_HEADLINES = {Status.FAILED: "failed", Status.ATTENTION: "needs you"}


def notify(
    request: NotifyRequest,
    *,
    institution: InstitutionSettings,
    email: EmailSettings,
    template: str,
    runs: Runs,
    mail: Mail,
) -> NotifyResult:
    """Send the e-mail of a run that was closed; it names no person and no record, only how to look them up (PL19)."""
    record = runs.get(request.run.run)
    if record is None:
        record = RunRecord(reference=request.run, status=Status.FAILED, sentence="The run left no record.")
    return NotifyResult(message=mail.send(template, letter(record, institution, email), to=email.to))


def letter(record: RunRecord, institution: InstitutionSettings, email: EmailSettings) -> dict[str, str]:
    """Return the fields of the e-mail template, each a plain text; two of them in the administrator's words (CK13)."""
    started = record.reference.started_at.astimezone(institution.zone)
    places = {
        "institution": institution.name,
        "flow": record.reference.flow,
        "headline": _HEADLINES.get(record.status, record.status.value),
        "started": f"{started:%Y-%m-%d %H:%M} ({institution.time_zone})",
        "run": record.reference.run,
    }
    return {
        "subject": email.subject.format(**places),
        "text": email.text.format(**places).rstrip("\n"),
        "sentence": "\n".join((record.sentence, *_file(record))),
        "figures": "\n".join(_figures(record)) or "No stream was planned, nothing was sent.",
        "problems": "\n\n".join(_problem(problem) for problem in record.problems) or "No record was refused or held.",
        "run": record.reference.run,
    }


def _file(record: RunRecord) -> list[str]:
    """Return which file a run imported, and how to see what became of each of its rows (CR10)."""
    run = record.reference
    return [f"The file: {run.upload}", f"Each of its rows: rollbook result {run.run}"] if run.upload else []


def _figures(record: RunRecord) -> list[str]:
    lines = []
    for stream, counts in record.streams.items():
        told = [f"{count} {name}" for name, count in counts.model_dump(exclude={"departed"}).items() if count]
        lines.append(f"- {stream}: {', '.join(told) or 'nothing'}")
    return lines


def _problem(problem: Problem) -> str:
    samples = f" ({', '.join(problem.samples)}{' …' if problem.count > len(problem.samples) else ''})"
    return (
        f"{problem.stream}: {problem.count} {problem.kind}{samples if problem.samples else ''}\n"
        f"  Why: {problem.reason.sentence}\n"
        f"  What to do: {problem.reason.remedy}"
    )

"""Telling a person once: what a schedule finds again and again is news once a day, not every hour (PL16)."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

from rollbook.model.messages import RunReference
from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord, Status
from rollbook.steps.swapping import update

_AGAIN = timedelta(hours=20)
"""Less than a day, so that a daily run tells every time."""


def needs_a_person(record: RunRecord) -> bool:
    """Say whether a run's end is one that somebody must do something about."""
    return record.status in (Status.FAILED, Status.ATTENTION)


def is_due(registers: Registers, record: RunRecord, now: datetime) -> bool:
    """Say whether an e-mail about a run is due.

    What an event started is told by the next pull, or by the alarm of the inbox; what a person started, always.
    """
    run = record.reference
    if run.trigger == "webhook":
        return False
    due = needs_a_person(record)
    if run.trigger == "schedule" or _all_is_well(record):
        return is_news(registers, run, _matter(record) if due else "", now)
    return due


def is_news(registers: Registers, run: RunReference, matter: str, now: datetime) -> bool:
    """Remember what a run has to tell, and say whether it is another matter than before, or long ago.

    Asked again for the same run, the answer is the same. No matter at all is never news, and makes the next one news.
    """
    told = sha256(matter.encode()).hexdigest()[:16] if matter else ""
    news = bool(told)

    def remembered(value: Json | None) -> Json | None:
        nonlocal news
        known = value or {"told": "", "at": now.isoformat(), "run": ""}
        if told == known["told"]:
            fresh = now - datetime.fromisoformat(known["at"]) < _AGAIN
            news = bool(told) and (known["run"] == run.run or not fresh)
            if not told or fresh:
                return None
        return {"told": told, "at": now.isoformat(), "run": run.run}

    update(registers, f"told/{run.flow}", remembered)
    return news


def _all_is_well(record: RunRecord) -> bool:
    """Say whether a run has found that nothing of its flow needs a person any more."""
    run = record.reference
    return record.status is Status.SUCCEEDED and not (run.scoped or run.partial)


def _matter(record: RunRecord) -> str:
    """Return what a run tells, without what is another in each run: its name, and figures in its sentence."""
    sentence = re.sub(r"\d+", "", record.sentence.replace(record.reference.run, ""))
    problems = sorted((one.stream, one.kind, one.reason.sentence, one.count) for one in record.problems)
    return repr((record.status.value, sentence, problems))

"""The sentences that an administrator reads of attempts that do not go; none of them names a learner (PL19)."""

from collections.abc import Sequence

from rollbook.model.records import Reason

_AT_EDFLEX = "Ask Edflex's support to correct the statistics; it goes with the next run then."

RESTS = "edflex.content is deactivated (active: false), so no statistics are synchronised."

NEVER_BEGUN = Reason(
    sentence="The learner has not begun with this content.",
    remedy="Nothing has to be done: it comes when the learner begins.",
)
NO_COURSE = Reason(
    sentence="360Learning has no course for this content.",
    remedy="Nothing has to be done: it comes when the content does; the report of edflex.content says why it does not.",
)
NO_MAIL = Reason(
    sentence="Edflex shows no e-mail address of the learner, so it cannot be told who it is in 360Learning.",
    remedy="Enter the learner's e-mail address in Edflex, the same as in 360Learning; every run looks again.",
)
NO_ACCOUNT = Reason(
    sentence="360Learning has no account with the learner's e-mail address.",
    remedy="Give the learner an account in 360Learning, with the same address as in Edflex; every run looks again.",
)
SEVERAL_ACCOUNTS = Reason(
    sentence="Several accounts of 360Learning have the learner's e-mail address, so it cannot be told which one it is.",
    remedy="Give each of these accounts an address of its own in 360Learning; it goes with the next run then.",
)
SEVERAL_LEARNERS = Reason(
    sentence="Several learners of Edflex have the same e-mail address and have taken the same content.",
    remedy="Have Edflex keep one of them for each person; it goes with the next run then.",
)
TWICE = Reason(
    sentence="Edflex shows this attempt more than once, so it cannot be told which one is right.",
    remedy=_AT_EDFLEX,
)
BACKWARDS = Reason(sentence="The last activity is before the first one.", remedy=_AT_EDFLEX)
OVERLAPS = Reason(
    sentence="This attempt began before the one before it had ended, and 360Learning would take both for one.",
    remedy=_AT_EDFLEX,
)
IS_PAST = Reason(
    sentence="360Learning has a later attempt of this learner already, and would change that one instead.",
    remedy="Nothing has to be done: what was sent of this attempt stays as it is.",
)
WAITS = Reason(
    sentence="360Learning does not have the attempt before this one yet, and would take both for one.",
    remedy="Nothing has to be done: this one goes with the run after the one that brings the attempt before it.",
)


def no_moment(names: Sequence[str]) -> Reason:
    """Say which dates cannot be read."""
    said = " and ".join(names)
    sentence = f"What stands in {said} is no moment between 2000 and 2199, with its time zone."
    return Reason(sentence=sentence, remedy=_AT_EDFLEX)

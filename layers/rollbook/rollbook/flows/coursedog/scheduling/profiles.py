"""What is particular of each SIS: in which order records come, their fields, and how a section goes (CD3, CD5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rollbook.flows.coursedog.scheduling.fields import COURSES, RELATIONSHIPS, SECTIONS, WORDS


class Sis(StrEnum):
    """The SISs that there are rules for."""

    BANNER = "banner"
    COLLEAGUE = "colleague"
    PEOPLESOFT = "peoplesoft"


@dataclass(frozen=True, slots=True)
class Profile:
    """One SIS: the order in which records come to Coursedog, the fields that go both ways, and how sections go.

    `takes_out` is what becomes of a section that was deleted in Coursedog: "delete", "cancel" or "inactivate".
    """

    order: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    takes_out: str

    @property
    def courses_first(self) -> bool:
        """Whether a section needs its course at Coursedog, and not the course its sections."""
        return self.order[0] == COURSES


def _fields(*without: str) -> dict[str, tuple[str, ...]]:
    return {
        entity: tuple(path for path in words if "." not in path and path not in without)
        for entity, words in WORDS.items()
    }


PROFILES: Final = {
    Sis.BANNER: Profile((COURSES, SECTIONS, RELATIONSHIPS), _fields(), "cancel"),
    # Colleague has no parts of term.
    Sis.COLLEAGUE: Profile((COURSES, SECTIONS, RELATIONSHIPS), _fields("partOfTerm"), "delete"),
    Sis.PEOPLESOFT: Profile((SECTIONS, COURSES, RELATIONSHIPS), _fields(), "inactivate"),
}

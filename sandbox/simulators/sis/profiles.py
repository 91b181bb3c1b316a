"""What the three systems allow, where they differ."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """One system: how it takes sections out, and what its numbers of people are called."""

    name: str
    credential: str
    deletes_sections: bool = False
    cancels_sections: bool = True
    cancels_with_meetings: bool = True
    changes_part_with_instructors: bool = True


BANNER = Profile("banner", "bannerId", cancels_with_meetings=False, changes_part_with_instructors=False)
COLLEAGUE = Profile("colleague", "colleaguePersonId", deletes_sections=True)
PEOPLESOFT = Profile("peoplesoft", "emplId", cancels_sections=False)
PROFILES: Mapping[str, Profile] = {one.name: one for one in (BANNER, COLLEAGUE, PEOPLESOFT)}


def profile_of(name: str) -> Profile:
    """Return a profile; `ValueError` for a name that is none."""
    if name not in PROFILES:
        raise ValueError(f"There is no profile {name!r}; there are {', '.join(PROFILES)}.")
    return PROFILES[name]

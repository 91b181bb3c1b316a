"""The systems outside, simulated on this machine, and what an administrator has to know of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sandbox.simulators.credentials import ESCHOOLPLUS, SCHOOLOGY
from sandbox.simulators.eschoolplus import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.schoology import API_PATH, Knobs, SchoologySimulator
from sandbox.simulators.serving import serving
from tests.integration.stack import Stack


@dataclass(frozen=True)
class Systems:
    """Both systems while they are served."""

    eschoolplus: EschoolplusSimulator
    schoology: SchoologySimulator
    credentials: dict[str, dict[str, str]]

    def introduce(self, stack: Stack) -> None:
        """Put the credentials of every system in, as an administrator does."""
        for system, credentials in self.credentials.items():
            stack.put_secret(system, credentials)

    def methods(self) -> set[str]:
        """Return the methods of all calls since the start; those for tokens are no calls of the API."""
        journals = (self.eschoolplus.calls.summary(), self.schoology.calls.summary())
        return {
            entry["method"] for told in journals for entry in told["journal"] if not entry["path"].endswith(TOKEN_PATH)
        }


@contextmanager
def served() -> Iterator[Systems]:
    """Serve both systems, as fast as they can, while the block runs."""
    eschoolplus, schoology = EschoolplusSimulator(), SchoologySimulator(knobs=Knobs(rate_scale=1000))
    with serving(eschoolplus) as rosters, serving(schoology) as school:
        credentials = {
            "eschoolplus": {
                "base_url": rosters + ROSTERING_PATH,
                "token_url": rosters + TOKEN_PATH,
                **asdict(ESCHOOLPLUS),
            },
            "schoology": {"base_url": school + API_PATH, **asdict(SCHOOLOGY)},
        }
        yield Systems(eschoolplus, schoology, credentials)

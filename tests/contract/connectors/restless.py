"""A Schoology simulator in which something happens while it is being read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology import SchoologySimulator


@dataclass
class Happening:
    """What happens just before a call to such a path is answered: after so many of them, and so many times."""

    path: str
    deed: Callable[[], object]
    after: int
    times: int


class RestlessSimulator(SchoologySimulator):
    """A school whose people do not wait until somebody has finished reading."""

    happenings: tuple[Happening, ...] = ()

    def admit(self, call: Call) -> Response | None:
        for happening in self.happenings:
            if re.search(happening.path, call.request.full_path):
                happening.after -= 1
                if happening.after < 0 and happening.times:
                    happening.times -= 1
                    happening.deed()
        return super().admit(call)

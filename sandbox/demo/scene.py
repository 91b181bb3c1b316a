"""One scene: what happens before it, how it is started, and how it must end."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial

from sandbox.demo.playing import FLOW, Played, Player
from sandbox.world.settings_layer import redeployed_settings


def nothing(_: Player) -> None:
    """Nothing happens."""


def _now(_: Player) -> Mapping[str, str]:
    return {}


def _nothing_to_prove(_: Player) -> list[str]:
    return []


@dataclass(frozen=True)
class Scene:
    """One run: its label, what happens at the systems before it, what it is given, and how it must end.

    With `push` it is not a person who starts it, but events; with `file` it is the upload of one, by its key, and
    `meanwhile` happens while its run goes on. `settings` are other texts of settings files, for this
    scene and the functions in `reading` alone. `holds` looks at the figures, `proof` at the systems: it returns what is
    wrong there. `moment` gives the `as_of` of a run whose moment only the world knows.
    """

    run: str
    story: str
    before: Callable[[Player], object]
    expected: str | tuple[str, ...]
    holds: Callable[[Played], bool]
    otherwise: str
    given: Mapping[str, object] = field(default_factory=dict)
    flow: str = FLOW
    push: Callable[[Player], object] | None = None
    file: Callable[[Player], tuple[str, bytes]] | None = None
    meanwhile: Callable[[Player], object] = nothing
    settings: Mapping[str, str] = field(default_factory=dict)
    reading: tuple[str, ...] = ()
    proof: Callable[[Player], list[str]] = _nothing_to_prove
    moment: Callable[[Player], Mapping[str, str]] = _now

    def play(self, player: Player, *, look: Callable[[str], object] = lambda _: None) -> Played:
        """Play the scene and what happens before it; `look` is called with its label in between."""
        other = redeployed_settings(player.world, self.settings, *self.reading) if self.settings else nullcontext()
        with other:
            self.before(player)
            look(self.run)
            if self.file:
                key, text = self.file(player)
                return player.upload(self.run, key, text, flow=self.flow, meanwhile=partial(self.meanwhile, player))
            if self.push is None:
                return player.play(self.run, flow=self.flow, **self.given, **self.moment(player))
            return player.listen(self.run, partial(self.push, player), flow=self.flow)

    def mistakes(self, player: Player, played: Played) -> list[str]:
        """Return in which ways the run did not end as it must."""
        found = []
        accepted = (self.expected,) if isinstance(self.expected, str) else self.expected
        if played.status not in accepted:
            found.append(f"{self.run} ended {played.status} instead of {accepted[0]}: {played.record.sentence}")
        if not self.holds(played):
            found.append(f"{self.run}: {self.otherwise}")
        return found + [f"{self.run}: {wrong}" for wrong in self.proof(player)]


def total(played: Played, figure: str) -> int:
    """Return a figure of all streams together."""
    return sum(stream[figure] for stream in played.streams.values())

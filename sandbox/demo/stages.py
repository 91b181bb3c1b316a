"""Two worlds at once, each with scenes of its own: one tells what happens as it does, the other afterwards."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.demo.playing import Played, Player
from sandbox.demo.scene import Scene
from sandbox.world.world import Letter, World


class Teller:
    """Prints lines, or keeps them until it may speak."""

    def __init__(self, *, waits: bool = False) -> None:
        self._kept: list[str] | None = [] if waits else None
        self._lock = threading.Lock()

    def say(self, line: str) -> None:
        """Tell one line."""
        with self._lock:
            if self._kept is None:
                print(line, flush=True)
            else:
                self._kept.append(line)

    def speak(self) -> None:
        """Tell what was kept, and everything else at once."""
        with self._lock:
            for line in self._kept or ():
                print(line)
            self._kept = None


@dataclass(frozen=True)
class Act:
    """Scenes that go on with what the ones before have left, under a title."""

    title: str
    scenes: Sequence[Scene]


@dataclass
class Stage:
    """One world and what is played there; afterwards how each scene ended, what was wrong, and the e-mails."""

    folder: Path
    acts: Sequence[Act]
    teller: Teller
    played: list[Played] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def play(self, began: float) -> None:
        """Play everything; `began` is when the whole began, as `time.monotonic` counts."""
        with World(folder=self.folder, say=self.teller.say) as world:
            for act in self.acts:
                self.teller.say(f"\n{act.title}:")
                player = Player(world)
                for scene in act.scenes:
                    self.teller.say(f"\n{time.monotonic() - began:6.1f} s  {scene.run}: {scene.story}")
                    self._play(player, scene)
            self.letters = world.letters()

    def _play(self, player: Player, scene: Scene) -> None:
        played = scene.play(player)
        self.played.append(played)
        self.wrong += scene.mistakes(player, played)
        self.teller.say(f"{'':10}{played.status}: {played.record.sentence}")
        if played.freshness:
            fresh, looks = played.freshness, f" in {played.runs} looks" if played.runs > 1 else ""
            half = f"half of {fresh.count} records within {fresh.p50:.1f} s, 95 % within {fresh.p95:.1f} s"
            self.teller.say(f"{'':10}from source to target: {half}{looks}")


class Beside(threading.Thread):
    """A stage that is played beside another; it ends with the process, whatever happens there."""

    def __init__(self, stage: Stage, began: float) -> None:
        super().__init__(name=stage.folder.name, daemon=True)
        self._stage = stage
        self._began = began
        self._error: BaseException | None = None

    def run(self) -> None:
        """Play the stage."""
        try:
            self._stage.play(self._began)
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._error = error

    def finish(self) -> None:
        """Tell what has happened, wait for the rest, and raise what went wrong."""
        self._stage.teller.speak()
        self.join()
        if self._error:
            raise self._error

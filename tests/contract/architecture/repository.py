"""The repository as data: its files, its samples, and the modules of our own code with what each imports."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
LAYER = ROOT / "layers" / "rollbook"
FUNCTIONS = ROOT / "functions"
CONFIG = ROOT / "layers" / "config"
STEPS = sorted(folder.name for folder in FUNCTIONS.iterdir() if (folder / "handler.py").is_file())
DOOR = "receive"
"""The step that strangers call: what comes to it is bytes, so it has no message, and it starts without our models."""
DESK = "status"
"""The step that programs of the institution ask through the API, which knows who they are."""

_TEXT = {".py", ".md", ".yaml", ".yml", ".json", ".toml", ".txt", ".lock", ".html", ".css", ".js", ".svg", ".csv", ""}


@dataclass(frozen=True)
class Module:
    """One Python file of ours under the name by which it is imported."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        """What is written in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """All that it imports, wherever the import stands; `from a import b` may mean the module `a.b`."""
        return frozenset(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = "." * node.level + (node.module or "")
                yield source
                yield from (f"{source}.{alias.name}" for alias in node.names)

    def imports_any(self, *packages: str) -> set[str]:
        """Return what it imports of these packages."""
        return {name for name in self.imports if any(is_within(name, package) for package in packages)}


def is_within(name: str, package: str) -> bool:
    """Say whether a module is the package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def modules(folder: Path, package: str = "") -> list[Module]:
    """Return the modules of a folder, each named from `package` on."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        found.append(Module(".".join((*filter(None, (package,)), *parts)), path))
    return found


def library() -> list[Module]:
    """Return the modules of our layer."""
    return modules(LAYER / "rollbook", "rollbook")


def handlers() -> list[Module]:
    """Return the functions' handlers."""
    return modules(FUNCTIONS, "functions")


def sample(step: str, name: str) -> dict[str, Any]:
    """Return one of the events in `events/`."""
    event: dict[str, Any] = json.loads((ROOT / "events" / step / f"{name}.json").read_text(encoding="utf-8"))
    return event


def files() -> list[Path]:
    """Return every text file that belongs to the repository: what `.gitignore` names is left out."""
    ignored = {line.strip("/ ") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()} | {".git"}

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if any(path.match(pattern) for pattern in ignored if pattern):
                continue
            if path.is_dir():
                yield from walk(path)
            elif path.suffix in _TEXT:
                yield path

    return list(walk(ROOT))

"""How files are named and how long they may be."""

import re

import pytest

from tests.contract.architecture.machine import machines
from tests.contract.architecture.repository import (
    FUNCTIONS,
    LAYER,
    ROOT,
    STEPS,
    files,
    handlers,
    library,
    modules,
)

LONGEST = 400
SHORTEST_HANDLER, LONGEST_HANDLER = 20, 40
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "shared", "lib"}
VENDORS = sorted(
    folder.name for folder in (LAYER / "rollbook" / "connectors").iterdir() if (folder / "wire.py").is_file()
)
LATER = re.compile(r"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b")
# Written so that this file does not name what it looks for.
REGISTRIES = re.compile(r"py[p]i\.|python[h]osted|np[m]js|artifacto[r]y|inde[x]-url|crate[s]\.io", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"""(?:^|[\s"'=(:`])(/(?:home|Users|root|work|private|tmp)/[\w.-]+)""", re.MULTILINE)

OUR_CODE = [
    *library(),
    *handlers(),
    *(module for folder in ("sandbox", "tests", "benchmarks") for module in modules(ROOT / folder, folder)),
]


def test_a_module_fits_on_a_few_screens() -> None:
    assert {module.name for module in OUR_CODE if len(module.text.splitlines()) > LONGEST} == set()


def test_a_modules_name_says_something() -> None:
    assert {module.name for module in OUR_CODE if NAMES_THAT_SAY_NOTHING & set(module.name.split("."))} == set()


@pytest.mark.parametrize("step", STEPS)
def test_a_functions_folder_holds_a_short_handler_and_nothing_else(step: str) -> None:
    assert [path.name for path in (FUNCTIONS / step).iterdir() if path.name != "__pycache__"] == ["handler.py"]
    lines = (FUNCTIONS / step / "handler.py").read_text(encoding="utf-8").splitlines()
    assert SHORTEST_HANDLER <= len(lines) <= LONGEST_HANDLER


def test_no_vendor_is_named_where_every_vendor_is_served() -> None:
    assert VENDORS
    vendors = re.compile(rf"\b(?:{'|'.join(VENDORS)})", re.IGNORECASE)
    general = [module for module in library() if re.match(r"rollbook\.(aws|steps|sync)\b", module.name)]
    assert general
    assert [module.name for module in [*general, *handlers()] if vendors.search(module.text)] == []
    assert [found.name for found in machines() if vendors.search(found.text)] == []


@pytest.mark.parametrize(
    "pattern", [LATER, REGISTRIES, MACHINE_PATHS], ids=["work left over", "registry hosts", "paths of one machine"]
)
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in files()
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()

import ast
from pathlib import Path

from rollbook.model import ports

SOMEWHERE_ELSE = {"Stores": "all of them together", "Mail": "SES has no twin: tests/integration/test_notify.py"}


def test_every_port_has_a_suite() -> None:
    tree = ast.parse(Path(ports.__file__).read_text(encoding="utf-8"))
    protocols = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Protocol" for b in node.bases)
    }
    suites = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert {name.lower() for name in protocols - SOMEWHERE_ELSE.keys()} <= suites

from types import SimpleNamespace

import pytest

from sandbox.cloud.mends import pins


def test_a_function_of_the_expected_shape_is_handed_over() -> None:
    def start(data: object, *rest: object, **more: object) -> None: ...

    assert pins.original(SimpleNamespace(start=start), "start", "data, *rest, **more") is start


def test_a_function_that_changed_its_parameters_is_refused() -> None:
    owner = SimpleNamespace(start=lambda data, mode: (data, mode))
    with pytest.raises(pins.MendRefusedError, match="start takes \\(data, mode\\) instead of \\(data\\)"):
        pins.original(owner, "start", "data")


def test_a_function_that_is_gone_is_refused() -> None:
    with pytest.raises(pins.MendRefusedError, match="start does not exist"):
        pins.original(SimpleNamespace(), "start", "data")


def test_a_program_that_lost_the_expected_line_is_refused() -> None:
    with pytest.raises(pins.MendRefusedError, match="no longer contains"):
        pins.require_text("print(1)", "print(2)", "The worker program")


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "PINNED_VERSION", "0.0.0")
    with pytest.raises(pins.MendRefusedError, match="install that"):
        pins.original(SimpleNamespace(start=lambda data: data), "start", "data")

"""A function's environment as a typed value, read once at cold start."""

import os
from typing import Self

from pydantic import ValidationError

from rollbook.model.errors import SettingsError
from rollbook.model.records import Frozen


class Environment(Frozen):
    """What a function may know; each field is the environment variable of its name in capitals."""

    @classmethod
    def read(cls) -> Self:
        """Return the environment; raises SettingsError naming the variables that are missing or wrong."""
        values = {name: os.environ[name.upper()] for name in cls.model_fields if name.upper() in os.environ}
        try:
            return cls.model_validate(values)
        except ValidationError as wrong:
            names = ", ".join(str(error["loc"][0]).upper() for error in wrong.errors())
            raise SettingsError(
                f"The environment variables {names} are missing or wrong. Deploy template.yaml again."
            ) from None

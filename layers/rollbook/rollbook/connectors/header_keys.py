"""Secrets that travel in a header: what has no place in one is told when it is put in, and not with the first call."""

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr

_VISIBLE = re.compile(r"[!-~]+")


def _visible(key: SecretStr) -> SecretStr:
    if not _VISIBLE.fullmatch(key.get_secret_value()):
        raise ValueError("accepted are visible ASCII characters: no space, no line break")
    return key


HeaderKey = Annotated[SecretStr, AfterValidator(_visible)]
"""A key that can stand in a header."""

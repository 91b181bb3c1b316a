"""JSON from strangers: an object, or nothing."""

import json
from typing import Any, NoReturn


def json_object(text: str) -> dict[str, Any] | None:
    """Return a JSON object; None when the text is anything else, or nested deeper than this interpreter goes.

    NaN and Infinity are no JSON (RFC 8259, section 6), though Python writes them.
    """
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


# json.loads would make a decoder for every call.
_DECODER = json.JSONDecoder(parse_constant=_refuse)

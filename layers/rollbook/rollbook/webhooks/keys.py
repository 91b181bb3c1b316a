"""The keys of one sender, as an administrator puts them into a secret: one JSON object.

`scheme` and `key` are required; `previous` is accepted besides `key` while a key is being changed; `hmac_header` has
fields of its own. Mistakes are told by field and by what is accepted, and nothing that was given is ever shown.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.parsing import json_object
from rollbook.webhooks.schemes import (
    ALGORITHMS,
    ENCODINGS,
    LEAST_KEY,
    LEAST_PATH_SECRET,
    HmacHeader,
    PathSecret,
    Scheme,
    StandardWebhooks,
)

_STANDARD_PREFIX = "whsec_"
# Characters that stay themselves in an address, so that it does not matter who escapes it (RFC 3986, section 2.3).
_PATH_SECRET = re.compile(rf"[A-Za-z0-9._~-]{{{LEAST_PATH_SECRET},}}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VISIBLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Unusable:
    """Keys that verify no call; the sentence tells the administrator why."""

    sentence: str

    def identity(self, call: RawCall) -> None:
        """Return None, whoever calls."""
        del call


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field may be, in words and as a rule (None: it is not that), and what it is when it is left out.

    Without a default it must not be left out.
    """

    accepted: str
    parse: Callable[[str], bytes | str | None]
    default: bytes | str | None = None

    def read(self, given: object) -> bytes | str | None:
        """Return the field's value, None when it is wrong."""
        if given in (None, ""):
            return self.default
        return self.parse(given) if isinstance(given, str) else None


def read(text: str) -> Scheme:
    """Return the scheme with its keys; Unusable when anything is wrong."""
    given = json_object(text) or {}
    name = given.get("scheme")
    if not isinstance(name, str) or name not in _SCHEMES:
        return Unusable(f"It must be a JSON object, and its scheme one of {', '.join(_SCHEMES)}.")
    make, fields = _SCHEMES[name]
    values = {field: rule.read(given.get(field)) for field, rule in fields.items()}
    wrong = [f"{field} must be {fields[field].accepted}" for field, value in values.items() if value is None]
    if given.keys() - fields.keys() - {"scheme"}:
        wrong.append(f"besides scheme, only {', '.join(fields)} may be in it")
    if wrong:
        return Unusable(f"With the scheme {name}, {'; '.join(wrong)}.")
    keys = [key for key in (values.pop("key"), values.pop("previous")) if key]
    return make(keys, **values)


def _path_secret(text: str) -> bytes | None:
    return text.encode() if _PATH_SECRET.fullmatch(text) else None


def _standard_key(text: str) -> bytes | None:
    try:
        return _long_enough(b64decode(text.removeprefix(_STANDARD_PREFIX), validate=True))
    except ValueError:
        return None


def _visible_key(text: str) -> bytes | None:
    return _long_enough(text.encode()) if _VISIBLE.fullmatch(text) else None


def _long_enough(key: bytes) -> bytes | None:
    return key if len(key) >= LEAST_KEY else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _one_of(*accepted: str) -> Callable[[str], str | None]:
    return lambda text: text if text in accepted else None


def _keys(accepted: str, parse: Callable[[str], bytes | None]) -> dict[str, _Field]:
    return {"key": _Field(accepted, parse), "previous": _Field(f"left out, or {accepted}", parse, b"")}


_SCHEMES: Mapping[str, tuple[Callable[..., Scheme], Mapping[str, _Field]]] = {
    "path_secret": (
        PathSecret,
        _keys(f"at least {LEAST_PATH_SECRET} letters, digits, '-', '.', '_' or '~'", _path_secret),
    ),
    "standard_webhooks": (
        StandardWebhooks,
        _keys(f"base64 of at least {LEAST_KEY} bytes, with or without '{_STANDARD_PREFIX}' before it", _standard_key),
    ),
    "hmac_header": (
        HmacHeader,
        {
            **_keys(f"at least {LEAST_KEY} visible ASCII characters", _visible_key),
            "header": _Field("the name of a header", _matching(_HEADER_NAME)),
            "algorithm": _Field(" or ".join(ALGORITHMS), _one_of(*ALGORITHMS), "sha256"),
            "encoding": _Field(" or ".join(ENCODINGS), _one_of(*ENCODINGS), "hex"),
            "prefix": _Field("left out, or visible ASCII characters", _matching(_VISIBLE), ""),
            "timestamp_header": _Field("left out, or the name of a header", _matching(_HEADER_NAME), ""),
        },
    ),
}

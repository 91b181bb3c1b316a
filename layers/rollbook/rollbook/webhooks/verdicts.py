"""What can become of a call: it is accepted, or refused with a status, a word and a sentence that tell no secret."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Accepted:
    """An authentic call in order: the id by which a repetition is recognised (64 hexadecimal digits), and its text."""

    id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that is not let in."""

    status: int
    code: str
    sentence: str


Verdict = Accepted | Refused

UNKNOWN_SENDER = Refused(404, "unknown_sender", "No sender of this name is expected.")
TOO_LARGE = Refused(413, "too_large", "The body is larger than what is accepted.")
UNAUTHENTICATED = Refused(401, "unauthenticated", "The call does not prove who sent it.")

# From here on the caller has proven to be the sender, so it may be told what is wrong.
WRONG_TYPE = Refused(415, "wrong_type", "The content type is not accepted; a charset, if there is one, must be utf-8.")
WRONG_ENCODING = Refused(400, "wrong_encoding", "The body must be UTF-8 without a byte order mark.")
WRONG_CHARACTERS = Refused(400, "wrong_characters", "The characters U+FFFE and U+FFFF must be escaped.")
MALFORMED = Refused(400, "malformed", "The body must be one JSON object.")
UNDATED = Refused(400, "undated", "The event does not say when it happened.")
STALE = Refused(401, "stale", "The event is too old, or from the future, so that it may be a repetition.")

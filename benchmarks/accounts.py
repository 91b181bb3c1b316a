"""A Schoology that people used by hand before: its accounts as `GET /users` shows them, made one at a time."""

from collections.abc import Iterator

from benchmarks.district import District
from rollbook.model.ports import Match
from rollbook.model.records import Json
from sandbox.simulators.schoology.user_fields import EMPTY_USER

_BY_UID = 60
_BY_USERNAME = _BY_UID + 25
_BY_EMAIL = _BY_USERNAME + 10
_TORN = _BY_EMAIL + 1
_LEFT = _TORN + 3
"""Where, of each hundred people, those end who have an account with their school uid, with their user name alone, with
their address alone; who are torn between two accounts; and in whose stead there is one of somebody who has left."""


class Installation:
    """So many hundreds of people in the SIS, and as many accounts."""

    def __init__(self, hundreds: int) -> None:
        self._hundreds = hundreds
        self._district = District(hundreds * 100)

    def size(self, collection: str) -> int:
        """Return how many records a collection has."""
        return self._district.size(collection.removeprefix("target/"))

    def records(self, collection: str) -> Iterator[Json]:
        """Yield the records of a collection, always the same ones in the same order."""
        return self._accounts() if collection == "target/users" else self._district.records(collection)

    def findings(self) -> dict[str, int]:
        """Return how many findings of each kind the mapping report of users must hold."""
        of_hundred = {
            Match.CERTAIN: _BY_UID,
            Match.LIKELY: _BY_EMAIL - _BY_UID,
            Match.CONFLICT: _TORN - _BY_EMAIL,
            Match.NEW: 100 - _TORN,
            Match.CANDIDATE: 2 * (_TORN - _BY_EMAIL),
            Match.UNMATCHED: _LEFT - _TORN,
        }
        return {match.value: share * self._hundreds for match, share in of_hundred.items()}

    def _accounts(self) -> Iterator[Json]:
        for number, user in enumerate(self._district.records("users")):
            for place, keys in enumerate(_keys(number % 100, user)):
                yield _account(2 * number + place, user, keys)


def _keys(place: int, user: Json) -> list[Json]:
    """Return the keys of every account that is there because of the person at this place of a hundred."""
    username, email = {"username": user["username"]}, {"primary_email": user["email"]}
    if place < _BY_UID:
        return [{"school_uid": user["identifier"], **username, **email}]
    if place < _BY_USERNAME:
        return [username]
    if place < _BY_EMAIL:
        return [email]
    if place < _TORN:
        return [username, email]
    return [{"school_uid": f"left-{user['identifier']}"}] if place < _LEFT else []


def _account(number: int, user: Json, keys: Json) -> Json:
    """Return an account whose user name and address are its own unless `keys` say otherwise."""
    own = {"username": f"account.{number}", "primary_email": f"account.{number}@mail.example"}
    known_as = 5_000_000 + number
    return {
        **EMPTY_USER,
        **own,
        **keys,
        "id": known_as,
        "uid": str(known_as),
        "school_id": 5000001,
        "building_id": 5000002,
        "role_id": 5000007,
        "name_first": user["givenName"],
        "name_last": user["familyName"],
        "name_display": f"{user['givenName']} {user['familyName']}",
        "picture_url": f"https://cdn.schoology.example/pictures/picture-{known_as}.png",
    }

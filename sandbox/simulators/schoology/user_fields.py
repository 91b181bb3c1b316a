"""Which fields a user has, and what Schoology accepts in them (documents: "API: Realms", User, fields)."""

import re
from collections.abc import Mapping

from sandbox.simulators.schoology.bulk import ItemRefusedError, number_of, text_of
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.tables import Row, School

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TEXTS = (
    "school_uid",
    "name_title",
    "name_first",
    "name_first_preferred",
    "name_middle",
    "name_last",
    "username",
    "primary_email",
    "position",
    "gender",
    "grad_year",
    "birthday_date",
    "additional_buildings",
    "tz_name",
)
_NUMBERS = ("role_id", "building_id", "synced")
_NEVER_EMPTY = ("school_uid", "name_first", "name_last")
EMPTY_USER: Row = {**dict.fromkeys(_TEXTS, ""), **dict.fromkeys(_NUMBERS, 0), "tz_name": "America/New_York"}


class UserFields:
    """Reads the fields of a user from an item and refuses what the school cannot take."""

    def __init__(self, school: School, knobs: Knobs) -> None:
        self._school = school
        self._emails_elsewhere = knobs.emails_elsewhere

    def read(self, flags: Mapping[str, str], item: Row, row: Row | None) -> Row:
        """Return the fields to store; `flags` is the query string, `row` the user being changed, if there is one."""
        fields: Row = {field: text_of(item, field) for field in _TEXTS if field in item}
        fields |= {field: number_of(item, field) for field in _NUMBERS if text_of(item, field)}
        self._check_references(fields)
        fields |= self._settle_email(flags, fields, row)
        for key in ("username", "school_uid"):
            if self._is_taken(key, fields.get(key, ""), row):
                raise ItemRefusedError(409, f"The {key} belongs to another user.")
        return fields

    def _check_references(self, fields: Row) -> None:
        for field in _NEVER_EMPTY:
            if field in fields and not fields[field]:
                raise ItemRefusedError(400, f"{field} must not be empty.")
        if "role_id" in fields and all(role["id"] != fields["role_id"] for role in self._school.roles):
            raise ItemRefusedError(400, "There is no role with this role_id.")
        for building_id in buildings_of(fields):
            if not building_id.isdecimal() or not self._school.has_building(int(building_id)):
                raise ItemRefusedError(400, f"There is no building {building_id}.")

    def _settle_email(self, flags: Mapping[str, str], fields: Row, row: Row | None) -> Row:
        """Check the address; where another account has it, do what the caller asked for, or refuse the item.

        As documented, `ignore_email_conflicts` helps only against accounts of other schools.
        """
        email = fields.get("primary_email", "")
        if not email:
            return {}
        if not _EMAIL.fullmatch(email):
            raise ItemRefusedError(400, "primary_email is not a valid e-mail address.")
        taken_here = self._is_taken("primary_email", email, row)
        if not taken_here and email.casefold() not in self._emails_elsewhere:
            return {}
        if flags.get("email_conflict_resolution") in {"1", "2"}:
            name = email.partition("@")[0]
        elif flags.get("ignore_email_conflicts") == "1" and not taken_here:
            name = fields.get("school_uid", "")
        else:
            raise ItemRefusedError(409, "primary_email belongs to another user.")
        return {"primary_email": "", "username": fields.get("username") or name}

    def _is_taken(self, key: str, value: str, row: Row | None) -> bool:
        owner = self._school.users.find(key, value) if value else None
        return owner is not None and owner is not row


def buildings_of(fields: Row) -> list[str]:
    """Return the ids of the main building and of the additional ones."""
    additional = [part.strip() for part in fields.get("additional_buildings", "").split(",")]
    return [building_id for building_id in (str(fields.get("building_id") or ""), *additional) if building_id]

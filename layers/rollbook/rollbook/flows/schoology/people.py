"""Which users Schoology should hold (SG8)."""

from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.selection import schools, settings
from rollbook.flows.schoology.settings import ProvisioningSettings, SchoolSetting
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Refusal


def users(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield everybody who has a mapped role at a school whose users are selected.

    Somebody who leaves, or is disabled, is left alone: Rollbook never removes a user (SG8).
    """
    chosen, selected = settings(context), schools(context)
    for user in records:
        if not oneroster.active(user) or user.get("enabledUser") in (False, "false"):
            continue
        places = _places(user, chosen, selected)
        if places:
            yield _user(user, places, context)


def shared_emails(records: Iterable[Json]) -> frozenset[int]:
    """Return the fingerprints of the e-mail addresses that several users have, eight bytes for each user in memory."""
    fingerprints = array("Q", (_fingerprint(email) for user in records if (email := oneroster.text(user, "email"))))
    ordered = sorted(fingerprints)
    return frozenset(first for first, second in pairwise(ordered) if first == second)


def _fingerprint(email: str) -> int:
    return int.from_bytes(blake2b(email.lower().encode(), digest_size=8).digest())


def _places(
    user: Json, chosen: ProvisioningSettings, selected: dict[str, SchoolSetting]
) -> list[tuple[str, SchoolSetting]]:
    """Return (role, school) for the user's mapped roles at selected schools, the primary one first."""
    roles = sorted(oneroster.items(user, "roles"), key=lambda role: role.get("roleType") != "primary")
    return [
        (name, school)
        for role in roles
        if (name := oneroster.text(role, "role")) in chosen.roles
        and (school := selected.get(oneroster.reference(role, "org") or ""))
        and school.users
    ]


def _user(user: Json, places: list[tuple[str, SchoolSetting]], context: Context) -> Desired | Refusal:
    key, chosen = oneroster.key(user), settings(context)
    uid = key if chosen.school_uid == "sourcedId" else oneroster.text(user, chosen.school_uid)
    given, family = oneroster.text(user, "givenName"), oneroster.text(user, "familyName")
    username, email = oneroster.text(user, "username"), oneroster.text(user, "email")
    if email and _fingerprint(email) in context.lookups["users"]:
        if chosen.shared_email == "refuse":
            return Refusal(key, _SHARED_EMAIL)
        email = None
    for present, reason in ((given and family, _NAMELESS), (uid, _NO_UID), (username or email, _NO_LOGIN)):
        if not present:
            return Refusal(key, reason)
    held = {role for role, _ in places}
    school = places[0][1]
    buildings = {place.building for _, place in places}
    data = {
        "schoolUid": uid,
        "username": username,
        "email": email,
        "givenName": given,
        "middleName": oneroster.text(user, "middleName"),
        "familyName": family,
        "preferredGivenName": oneroster.text(user, "preferredFirstName") or oneroster.text(user, "preferredGivenName"),
        "roleId": next(number for role, number in chosen.roles.items() if role in held),
        "building": school.building,
        "additionalBuildings": sorted(buildings - {school.building}),
    }
    return Desired(key, data, school.identifier)


_NAMELESS = Reason(
    sentence="Schoology needs a given and a family name, and one of them is empty in eSchoolPLUS.",
    remedy="Enter the name in eSchoolPLUS; the user goes out with the next run.",
)
_NO_UID = Reason(
    sentence="The field that school_uid names is empty for this user in eSchoolPLUS.",
    remedy="Fill it in eSchoolPLUS, or choose another field as school_uid in schoology.provisioning.yaml.",
)
_SHARED_EMAIL = Reason(
    sentence="Several people have this user's e-mail address in eSchoolPLUS, and in Schoology only one can have it.",
    remedy="Correct the address in eSchoolPLUS, or set shared_email: leave_out to provision all of them without it.",
)
_NO_LOGIN = Reason(
    sentence="Schoology needs a user name or an e-mail address, and eSchoolPLUS has neither.",
    remedy="Enter one of them in eSchoolPLUS; the user goes out with the next run.",
)

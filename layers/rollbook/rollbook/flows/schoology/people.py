"""Which users Schoology should hold (SG8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.conflicts import Conflicts
from rollbook.flows.schoology.naming import school_uid
from rollbook.flows.schoology.selection import schools, settings
from rollbook.flows.schoology.settings import ProvisioningSettings, SchoolSetting
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Refusal


@dataclass(frozen=True, slots=True)
class Shared:
    """What several of the users who flow have together, and only one of them can have in Schoology."""

    emails: Conflicts
    uids: Conflicts


def shared(records: Iterable[Json], context: Context) -> Shared:
    """Return what the users who flow share."""
    found = Shared(Conflicts(), Conflicts())
    for user, _ in _flowing(records, context):
        found.emails.add(oneroster.key(user), oneroster.text(user, "email"))
        found.uids.add(oneroster.key(user), school_uid(user, settings(context)))
    return found


def users(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield everybody who has a mapped role at a school whose users are selected.

    Somebody who leaves, or is disabled, is left alone: Rollbook never removes a user (SG8).
    """
    for user, places in _flowing(records, context):
        yield _user(user, places, context)


def _flowing(records: Iterable[Json], context: Context) -> Iterator[tuple[Json, list[tuple[str, SchoolSetting]]]]:
    """Yield the users who flow, each with (role, school) for mapped roles at selected schools, the primary first."""
    chosen, selected = settings(context), schools(context)
    for user in records:
        if oneroster.active(user) and user.get("enabledUser") not in (False, "false"):
            places = _places(user, chosen, selected)
            if places:
                yield user, places


def _places(
    user: Json, chosen: ProvisioningSettings, selected: dict[str, SchoolSetting]
) -> list[tuple[str, SchoolSetting]]:
    roles = sorted(oneroster.items(user, "roles"), key=lambda role: role.get("roleType") != "primary")
    return [
        (name, school)
        for role in roles
        if (name := oneroster.text(role, "role")) in chosen.roles
        and name
        and (school := selected.get(oneroster.reference(role, "org") or ""))
        and school.users
    ]


def _user(user: Json, places: list[tuple[str, SchoolSetting]], context: Context) -> Desired | Refusal:
    key, chosen, shared_by_several = oneroster.key(user), settings(context), context.lookups["users"]
    uid = school_uid(user, chosen)
    given, family = oneroster.text(user, "givenName"), oneroster.text(user, "familyName")
    username, email = oneroster.text(user, "username"), oneroster.text(user, "email")
    contested = email in shared_by_several.emails
    for wrong, reason in (
        (not (given and family), _NAMELESS),
        (not uid, _NO_UID),
        (uid in shared_by_several.uids, _SHARED_UID),
        (contested and chosen.shared_email == "refuse", _SHARED_EMAIL),
        (not username and (contested or not email), _NO_LOGIN),
    ):
        if wrong:
            return Refusal(key, reason)
    held = {role for role, _ in places}
    school = places[0][1]
    buildings = {place.building for _, place in places}
    data = {
        "schoolUid": uid,
        "username": username,
        "email": None if contested else email,
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
_SHARED_UID = Reason(
    sentence="Several people have the same value in the field that school_uid names, and Schoology would merge them.",
    remedy="Give each their own in eSchoolPLUS, or choose another field as school_uid in schoology.provisioning.yaml.",
)
_SHARED_EMAIL = Reason(
    sentence="Several people have this user's e-mail address in eSchoolPLUS, and in Schoology only one can have it.",
    remedy="Correct the address in eSchoolPLUS, or set shared_email: leave_out to provision all of them without it.",
)
_NO_LOGIN = Reason(
    sentence="Schoology needs a user name or an e-mail address of one's own, and eSchoolPLUS has neither.",
    remedy="Enter one of them in eSchoolPLUS; the user goes out with the next run.",
)

"""Which users Schoology should hold (SG8)."""

from collections.abc import Iterable, Iterator

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
            yield _user(user, places, chosen)


def _places(
    user: Json, chosen: ProvisioningSettings, selected: dict[str, SchoolSetting]
) -> list[tuple[str, SchoolSetting]]:
    """Return (role, school) for the user's mapped roles at selected schools, the primary one first."""
    roles = sorted(oneroster.items(user, "roles"), key=lambda role: role.get("roleType") != "primary")
    return [
        (role["role"], school)
        for role in roles
        if role.get("role") in chosen.roles
        and (school := selected.get(oneroster.reference(role, "org") or ""))
        and school.users
    ]


def _user(user: Json, places: list[tuple[str, SchoolSetting]], chosen: ProvisioningSettings) -> Desired | Refusal:
    key = oneroster.key(user)
    uid = key if chosen.school_uid == "sourcedId" else oneroster.text(user, chosen.school_uid)
    given, family = oneroster.text(user, "givenName"), oneroster.text(user, "familyName")
    username, email = oneroster.text(user, "username"), oneroster.text(user, "email")
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
_NO_LOGIN = Reason(
    sentence="Schoology needs a user name or an e-mail address, and eSchoolPLUS has neither.",
    remedy="Enter one of them in eSchoolPLUS; the user goes out with the next run.",
)

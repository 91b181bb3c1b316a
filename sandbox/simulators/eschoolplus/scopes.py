"""The scopes of OneRoster 1.2 that this provider knows, and which of them an operation asks for (its OpenAPI files)."""

from sandbox.simulators.eschoolplus.paths import GRADEBOOK_PATH

SCOPE_ROOT = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
CORE_SCOPE = f"{SCOPE_ROOT}roster-core.readonly"
ROSTER_SCOPE = f"{SCOPE_ROOT}roster.readonly"
GRADEBOOK_CORE_SCOPE = f"{SCOPE_ROOT}gradebook-core.readonly"
GRADEBOOK_SCOPE = f"{SCOPE_ROOT}gradebook.readonly"
CREATEPUT_SCOPE = f"{SCOPE_ROOT}gradebook.createput"
CREATEPOST_SCOPE = f"{SCOPE_ROOT}gradebook.createpost"
DELETE_SCOPE = f"{SCOPE_ROOT}gradebook.delete"

_WRITING = {"PUT": CREATEPUT_SCOPE, "POST": CREATEPOST_SCOPE, "DELETE": DELETE_SCOPE}
KNOWN_SCOPES = frozenset({CORE_SCOPE, ROSTER_SCOPE, GRADEBOOK_CORE_SCOPE, GRADEBOOK_SCOPE, *_WRITING.values()})


def scopes_for(method: str, template: str) -> frozenset[str]:
    """Return the scopes of which a token needs one; what lies below one school or class needs the wider one."""
    of_gradebook = template.startswith(GRADEBOOK_PATH)
    if of_gradebook and method in _WRITING:
        return frozenset({_WRITING[method]})
    core, wider = (GRADEBOOK_CORE_SCOPE, GRADEBOOK_SCOPE) if of_gradebook else (CORE_SCOPE, ROSTER_SCOPE)
    is_below_one_object = ">/" in template
    return frozenset({wider}) if is_below_one_object else frozenset({core, wider})

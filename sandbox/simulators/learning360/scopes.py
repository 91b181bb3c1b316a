"""Which scope a token needs for which call, as the vendor documents it."""

_API = "/api/v2/"
_BULK = f"{_API}bulk/"
_STATS = f"{_API}courses/stats"


def scope_of(method: str, template: str) -> str:
    """Return the scope such as "tags:read" that a call of a path template needs."""
    if template.startswith(f"{_BULK}operations"):
        return "bulkOperations:read"
    if template.startswith(f"{_BULK}integrations"):
        return "integrations:bulk"
    if template == _STATS:
        return "courseStats:read"
    area = template.removeprefix(_API).partition("/")[0]
    if template.endswith("/tags") and method == "GET":
        area = "tags"
    return f"{area}:{'read' if method == 'GET' else 'write'}"

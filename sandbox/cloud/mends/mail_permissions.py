"""A role may be allowed to send from one identity only.

MiniStack: authorises SES v1 sending on ``*``, so a policy that names the sender's identity refuses everything.
AWS: authorises it on the identity of the sender (and on the template).
Mend: a request with a ``Source`` is authorised on that identity.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
"""

from typing import Any

from ministack.core import iam_actions

from sandbox.cloud.mends.pins import original


def install() -> None:
    """Put the mend in place."""
    parameters = "service, method, path, headers, body, query_params, region, account_id"
    extract = original(iam_actions, "extract_resource_arn", parameters)

    def extract_with_sender(service: str, *rest: Any, **named: Any) -> Any:
        found = extract(service, *rest, **named)
        query, region, account = _routing(*rest, **named)
        source = query.get("Source", "") if service == "ses" else ""
        sender = source[0] if isinstance(source, list) else source
        return f"arn:aws:ses:{region}:{account}:identity/{sender}" if found == "*" and sender else found

    iam_actions.extract_resource_arn = extract_with_sender


def _routing(  # noqa: PLR0917 - the shape is MiniStack's
    method: str, path: str, headers: Any, body: bytes, query_params: dict[str, Any], region: str, account_id: str
) -> tuple[dict[str, Any], str, str]:
    del method, path, headers, body
    return query_params, region, account_id

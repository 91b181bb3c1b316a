"""Where MiniStack 1.5.33 differs from AWS in something that is deployed here, it is mended: one module per difference.

Each module's docstring says what MiniStack does, what AWS does, and the mend. A mend replaces private functions, so
each checks the pinned version and the shape of what it replaces, and refuses to install when either has changed.
"""

from sandbox.cloud.mends import (
    distributed_map,
    email_templates,
    jsonata_fields,
    lambda_concurrency,
    lambda_errors,
    lambda_logs,
    payload_limit,
    rest_api_bodies,
    retries,
    schedules,
    secret_references,
    start_execution,
    table_properties,
)

MENDS = (
    lambda_errors,
    lambda_logs,
    lambda_concurrency,
    retries,
    start_execution,
    payload_limit,
    jsonata_fields,
    distributed_map,
    schedules,
    email_templates,
    table_properties,
    secret_references,
    rest_api_bodies,
)


def install_all() -> None:
    """Install every mend once, before the first request; ``MendRefusedError`` when MiniStack is not the pinned one."""
    for mend in MENDS:
        mend.install()

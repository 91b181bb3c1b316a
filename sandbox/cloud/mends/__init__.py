"""Where MiniStack 1.5.33 differs from AWS in something that is deployed here, it is mended: one module per difference.

Each module's docstring says what MiniStack does, what AWS does, and the mend. A mend replaces private functions, so
each checks the pinned version and the shape of what it replaces, and refuses to install when either has changed.
"""

from sandbox.cloud.mends import (
    batch_permissions,
    distributed_map,
    email_templates,
    generated_secrets,
    inline_map,
    jsonata_fields,
    lambda_concurrency,
    lambda_errors,
    lambda_logs,
    mail_permissions,
    payload_limit,
    queue_batches,
    rest_api_bodies,
    retries,
    schedules,
    secret_references,
    secure_transport,
    start_execution,
    table_properties,
)

MENDS = (
    lambda_errors,
    lambda_logs,
    mail_permissions,
    batch_permissions,
    lambda_concurrency,
    retries,
    start_execution,
    payload_limit,
    jsonata_fields,
    inline_map,
    distributed_map,
    schedules,
    email_templates,
    table_properties,
    secret_references,
    generated_secrets,
    secure_transport,
    queue_batches,
    rest_api_bodies,
)


def install_all() -> None:
    """Install every mend once, before the first request; ``MendRefusedError`` when MiniStack is not the pinned one."""
    for mend in MENDS:
        mend.install()

"""A function's reserved concurrency is obeyed.

MiniStack: CloudFormation drops ``ReservedConcurrentExecutions``; only the Lambda interface sets it.
AWS: CloudFormation sets it, and taking the property away lifts the limit.
Mend: set it after each create and update.
"""

from typing import Any

from ministack.services import lambda_svc

from sandbox.cloud.mends.pins import original
from sandbox.cloud.mends.provisioning import after_provisioning


def install() -> None:
    """Put the mend in place."""
    put = original(lambda_svc, "_put_function_concurrency", "func_name, data")
    lift = original(lambda_svc, "_delete_function_concurrency", "func_name")

    def reserve(name: str, properties: dict[str, Any]) -> None:
        if "ReservedConcurrentExecutions" in properties:
            put(name, {"ReservedConcurrentExecutions": int(properties["ReservedConcurrentExecutions"])})
        else:
            lift(name)

    after_provisioning("AWS::Lambda::Function", reserve)

# ruff: noqa: SLF001 - a mend replaces private functions
"""CloudFormation sets a table's time to live, point-in-time recovery and encryption.

MiniStack: drops ``TimeToLiveSpecification``, ``PointInTimeRecoverySpecification`` and, on create, ``SSESpecification``.
AWS: applies them.
Mend: apply them after each create and update, through the functions of the DynamoDB interface.
Limit: encryption is a status only.
"""

from typing import Any

from ministack.services import dynamodb

from sandbox.cloud.mends.pins import original
from sandbox.cloud.mends.provisioning import after_provisioning


def install() -> None:
    """Put the mend in place."""
    update_ttl = original(dynamodb, "_update_ttl", "data")
    update_backups = original(dynamodb, "_update_continuous_backups", "data")

    def apply(table: str, properties: dict[str, Any]) -> None:
        ttl = properties.get("TimeToLiveSpecification")
        if ttl:
            switch = {"Enabled": _is_true(ttl.get("Enabled")), "AttributeName": ttl.get("AttributeName")}
            update_ttl({"TableName": table, "TimeToLiveSpecification": switch})
        recovery = properties.get("PointInTimeRecoverySpecification")
        if recovery:
            switch = {"PointInTimeRecoveryEnabled": _is_true(recovery.get("PointInTimeRecoveryEnabled"))}
            update_backups({"TableName": table, "PointInTimeRecoverySpecification": switch})
        encryption = properties.get("SSESpecification") or {}
        dynamodb._tables[table]["SSEDescription"] = _encryption(encryption)

    after_provisioning("AWS::DynamoDB::Table", apply)


def _encryption(specification: dict[str, Any]) -> dict[str, str] | None:
    if not _is_true(specification.get("SSEEnabled")):
        return None
    key = specification.get("KMSMasterKeyId", "alias/aws/dynamodb")
    return {"Status": "ENABLED", "SSEType": specification.get("SSEType", "KMS"), "KMSMasterKeyArn": key}


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"  # a template's boolean may arrive as text

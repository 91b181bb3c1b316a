# ruff: noqa: SLF001 - a mend replaces private functions
"""Requests count as made over TLS.

MiniStack: speaks HTTP on the loopback and says so truthfully, ``aws:SecureTransport`` is false.
AWS: everybody reaches it over TLS, so a bucket policy that demands TLS refuses nobody who should get in.
Mend: what never leaves this machine counts as encrypted, so that the deployed policy is the same here and there.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from typing import Any

from ministack.core import iam_evaluator

from sandbox.cloud.mends.pins import original


def install() -> None:
    """Put the mend in place."""
    resolve = original(iam_evaluator, "_resolve_condition_key", "key, ctx")

    def resolve_as_encrypted(key: str, ctx: Any) -> Any:
        return "true" if key.lower() == "aws:securetransport" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_as_encrypted

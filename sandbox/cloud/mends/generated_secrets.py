# ruff: noqa: SLF001 - a mend replaces private functions
"""A secret that CloudFormation generates has only the characters that the template allows.

MiniStack: of ``GenerateSecretString`` it obeys ``ExcludeCharacters`` alone.
AWS: punctuation, numbers, upper and lower case can each be excluded
(https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html).
Mend: what is excluded by kind is excluded character by character.
"""

import string
from typing import Any

from ministack.services.cloudformation import provisioners

from sandbox.cloud.mends.pins import original

KINDS = {
    "ExcludePunctuation": string.punctuation,
    "ExcludeNumbers": string.digits,
    "ExcludeUppercase": string.ascii_uppercase,
    "ExcludeLowercase": string.ascii_lowercase,
}


def install() -> None:
    """Put the mend in place."""
    generate = original(provisioners, "_sm_secret_string", "props")

    def generate_of_allowed(props: dict[str, Any]) -> Any:
        rule = props.get("GenerateSecretString")
        if not rule:
            return generate(props)
        excluded = "".join(kind for name, kind in KINDS.items() if str(rule.get(name, "")).lower() == "true")
        return generate(
            {
                **props,
                "GenerateSecretString": {**rule, "ExcludeCharacters": rule.get("ExcludeCharacters", "") + excluded},
            }
        )

    provisioners._sm_secret_string = generate_of_allowed

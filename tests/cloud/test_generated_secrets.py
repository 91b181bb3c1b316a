import json
from typing import Any

import pytest

from tests.cloud.embedded import Cloud

LENGTH = 400
"""So long that a kind of character which is allowed is hardly ever missing."""


def generated(cloud: Cloud, **rule: Any) -> str:
    """Return what a stack generates by a rule."""
    properties = {"GenerateSecretString": {"PasswordLength": LENGTH, **rule}}
    resources = {"Key": {"Type": "AWS::SecretsManager::Secret", "Properties": properties}}
    arn = cloud.stack(f"generated-{len(rule)}-{next(iter(rule))}", resources, Arn={"Ref": "Key"})["Arn"]
    return str(cloud.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


@pytest.mark.parametrize(
    ("excluded", "absent", "present"),
    [
        ("ExcludePunctuation", str.isalnum, str.isdigit),
        ("ExcludeNumbers", lambda character: not character.isdigit(), str.isupper),
        ("ExcludeUppercase", lambda character: not character.isupper(), str.islower),
        ("ExcludeLowercase", lambda character: not character.islower(), str.isupper),
    ],
)
def test_a_generated_secret_has_none_of_the_characters_that_are_excluded_by_kind(
    cloud: Cloud, excluded: str, absent: Any, present: Any
) -> None:
    secret = generated(cloud, **{excluded: True})

    assert len(secret) == LENGTH
    assert [character for character in secret if not absent(character)] == []
    assert any(map(present, secret))


def test_kinds_and_single_characters_are_excluded_together_also_in_a_template(cloud: Cloud) -> None:
    rule = {"SecretStringTemplate": '{"scheme": "path"}', "GenerateStringKey": "key", "ExcludeCharacters": "abc"}

    secret = json.loads(generated(cloud, **rule, ExcludePunctuation="true", ExcludeNumbers="true"))

    assert secret["scheme"] == "path"
    assert secret["key"].isalpha()
    assert set(secret["key"]) & set("abc") == set()

# ruff: noqa: SLF001 - a mend replaces private functions
"""CloudFormation knows ``AWS::SES::Template``.

MiniStack: refuses the whole template because of it.
AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ses-template.html
Mend: the type puts the template where SES looks for it; a changed name moves it.
"""

from typing import Any

from ministack.services import ses
from ministack.services.cloudformation import provisioners

from sandbox.cloud.mends.pins import original, require_pinned_version

PARTS = ("SubjectPart", "TextPart", "HtmlPart")


def install() -> None:
    """Put the mend in place."""
    require_pinned_version()
    physical_name = original(provisioners, "_physical_name", "stack_name, logical_id, lowercase, max_len, seeded")

    def create(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        template = properties["Template"]
        name = template.get("TemplateName") or physical_name(stack, logical_id, max_len=64)
        parts = {part: template.get(part, "") for part in PARTS}
        ses._templates[name] = {"TemplateName": name, "CreatedTimestamp": ses._iso_now(), **parts}
        return name, {"Id": name}

    def update(
        name: str, _old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: str
    ) -> tuple[str, dict[str, str]]:
        delete(name, new)
        return create(logical_id, new, stack)

    def delete(name: str, _properties: dict[str, Any]) -> None:
        ses._templates.pop(name, None)

    provisioners._RESOURCE_HANDLERS["AWS::SES::Template"] = {
        "create": create,
        "update": update,
        "update_with_logical_id": True,
        "delete": delete,
    }

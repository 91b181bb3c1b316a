# ruff: noqa: SLF001 - a mend replaces private functions
"""A REST API is what its OpenAPI body says.

MiniStack: its importer drops the ANY method, request parameters, models and validators, gateway responses, binary media
types, and everything of an integration but type, method and URI. What serves the requests obeys them all.
AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
Mend: import them too. (HTTP APIs are not mended; nothing here uses one.)
"""

import json
from typing import Any

from ministack.services import apigateway_v1 as gateway

from sandbox.cloud.mends.pins import original

Spec = dict[str, Any]
PLACES = {"query": "querystring", "header": "header", "path": "path"}
ANY_METHOD = "x-amazon-apigateway-any-method"


def install() -> None:
    """Put the mend in place."""
    import_schemes = original(gateway, "_import_security_schemes", "api_id, spec")
    original(gateway, "_import_operation", "api_id, resource_id, http_method, operation, scheme_map, default_security")

    validators: dict[str, dict[str | None, str]] = {}

    def import_schemes_and_settings(api: str, spec: Spec) -> Any:
        # Called after the API was made and before its paths are imported.
        _import_models(api, spec)
        _import_settings(api, spec)
        validators[api] = _import_validators(api, spec)
        return import_schemes(api, spec)

    def import_operation(  # noqa: PLR0917 - MiniStack calls it so
        api: str, resource: str, method: str, operation: Spec | None, schemes: Any = None, default: Any = None
    ) -> None:
        described = operation or {}
        security = described.get("security")
        fields = gateway._method_security(default if security is None else security, schemes or {})
        fields["requestValidatorId"] = validators[api].get(described.get("x-amazon-apigateway-request-validator"))
        _import_operation(api, resource, "ANY" if method.lower() == ANY_METHOD else method, described, fields)

    gateway._import_security_schemes = import_schemes_and_settings
    gateway._import_operation = import_operation
    gateway._OPENAPI_HTTP_METHODS.add(ANY_METHOD)


def _import_models(api: str, spec: Spec) -> None:
    schemas = spec.get("definitions") or (spec.get("components") or {}).get("schemas") or {}
    definitions = json.loads(json.dumps(schemas).replace("#/components/schemas/", "#/definitions/"))
    for name, schema in definitions.items():
        gateway._create_model(api, {"name": name, "schema": json.dumps({**schema, "definitions": definitions})})


def _import_settings(api: str, spec: Spec) -> None:
    for kind, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
        gateway._put_gateway_response(api, kind, response)
    rest_api = gateway._rest_apis[api]
    media_types = spec.get("x-amazon-apigateway-binary-media-types") or rest_api.get("binaryMediaTypes") or []
    rest_api["binaryMediaTypes"] = [media_type.replace("~1", "/") for media_type in media_types]


def _import_validators(api: str, spec: Spec) -> dict[str | None, str]:
    """Create the validators; returns their ids by name, the API's default one under ``None``."""
    found: dict[str | None, str] = {}
    for name, flags in (spec.get("x-amazon-apigateway-request-validators") or {}).items():
        _status, _headers, body = gateway._create_request_validator(api, {"name": name, **flags})
        found[name] = json.loads(body)["id"]
    default = spec.get("x-amazon-apigateway-request-validator")
    return found | ({None: found[default]} if default in found else {})


def _import_operation(api: str, resource: str, method: str, operation: Spec, fields: Spec) -> None:
    models_and_parameters = {"requestParameters": _parameters(operation), "requestModels": _models(operation)}
    gateway._put_method(api, resource, method, fields | models_and_parameters)
    integration = operation.get("x-amazon-apigateway-integration")
    if integration:
        _import_integration(api, resource, method, integration)


def _parameters(operation: Spec) -> dict[str, bool]:
    return {
        f"method.request.{PLACES[parameter['in']]}.{parameter['name']}": bool(parameter.get("required"))
        for parameter in operation.get("parameters") or []
        if parameter.get("in") in PLACES
    }


def _models(operation: Spec) -> dict[str, str]:
    """Model names by content type, from OpenAPI 2 (a body parameter) and 3 (a request body)."""
    bodies = [parameter for parameter in operation.get("parameters") or [] if parameter.get("in") == "body"]
    schemas = {"application/json": bodies[0].get("schema")} if bodies else {}
    content = (operation.get("requestBody") or {}).get("content") or {}
    schemas |= {content_type: part.get("schema") for content_type, part in content.items()}
    return {
        content_type: schema["$ref"].rsplit("/", 1)[-1]
        for content_type, schema in schemas.items()
        if schema and "$ref" in schema
    }


def _import_integration(api: str, resource: str, method: str, integration: Spec) -> None:
    fields = {name: value for name, value in integration.items() if name != "responses"}
    fields["type"] = str(integration.get("type", "")).upper()
    fields["passthroughBehavior"] = str(integration.get("passthroughBehavior", "when_no_match")).upper()
    gateway._put_integration(api, resource, method, fields)
    stored = gateway._resources[api][resource]["resourceMethods"][method]["methodIntegration"]
    # Keyed by pattern, because two patterns may answer with the same status.
    stored["integrationResponses"] = {
        pattern: {
            "statusCode": str(response.get("statusCode", 200)),
            "selectionPattern": "" if pattern == "default" else pattern,
            "responseParameters": response.get("responseParameters") or {},
            "responseTemplates": response.get("responseTemplates") or {},
        }
        for pattern, response in (integration.get("responses") or {}).items()
    }

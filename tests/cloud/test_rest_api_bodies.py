import base64
from typing import Any

import pytest
import requests

from tests.cloud.embedded import Cloud

ECHO = """
    import json
    def handler(event, context):
        seen = {key: event[key] for key in ("httpMethod", "body", "isBase64Encoded")}
        return {"statusCode": 200, "body": json.dumps(seen)}
"""
JSON_TYPE = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def api(cloud: Cloud) -> str:
    function = cloud.client("lambda").get_function(FunctionName=cloud.function(ECHO))["Configuration"]["FunctionArn"]
    proxy = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations",
    }
    schema = {"type": "object", "required": ["run"], "properties": {"run": {"$ref": "#/components/schemas/RunId"}}}
    body = {
        "openapi": "3.0.1",
        "info": {"title": "echo", "version": "1"},
        "x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}},
        "x-amazon-apigateway-binary-media-types": ["image~1png"],
        "x-amazon-apigateway-gateway-responses": {
            "BAD_REQUEST_BODY": {"statusCode": 422, "responseTemplates": {"application/json": '{"message": "no run"}'}}
        },
        "components": {"schemas": {"Start": schema, "RunId": {"type": "string"}}},
        "paths": {
            "/any": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": proxy}},
            "/start": {
                "post": {
                    "x-amazon-apigateway-request-validator": "body",
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Start"}}}
                    },
                    "x-amazon-apigateway-integration": proxy,
                }
            },
        },
    }
    resources: dict[str, Any] = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": body}},
        "Deployment": {"Type": "AWS::ApiGateway::Deployment", "Properties": {"RestApiId": {"Ref": "Api"}}},
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {"RestApiId": {"Ref": "Api"}, "DeploymentId": {"Ref": "Deployment"}, "StageName": "v1"},
        },
        "MayCall": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": function,
                "Principal": "apigateway.amazonaws.com",
            },
        },
    }
    identifier = cloud.stack("api", resources, Id={"Ref": "Api"})["Id"]
    return f"{cloud.access.endpoint}/_aws/execute-api/{identifier}/v1"


def call(url: str, method: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    answer = requests.request(method, url, data=body, headers=headers, timeout=20)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_any_method_is_every_method(api: str, method: str) -> None:
    status, seen = call(f"{api}/any", method)
    assert (status, seen["httpMethod"]) == (200, method)


def test_a_body_that_breaks_its_model_is_refused_with_the_apis_own_answer(api: str) -> None:
    assert call(f"{api}/start", "POST", b'{"run": 7}', JSON_TYPE) == (422, {"message": "no run"})


def test_a_body_that_keeps_to_its_model_arrives(api: str) -> None:
    status, seen = call(f"{api}/start", "POST", b'{"run": "r1"}', JSON_TYPE)
    assert (status, seen["body"]) == (200, '{"run": "r1"}')


def test_a_binary_body_arrives_as_base64(api: str) -> None:
    picture = b"\x89PNG\xff\x00"
    _status, seen = call(f"{api}/any", "POST", picture, {"Content-Type": "image/png"})
    assert seen["isBase64Encoded"]
    assert base64.b64decode(seen["body"]) == picture

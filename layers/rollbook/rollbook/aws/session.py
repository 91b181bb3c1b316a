"""AWS clients with one way of retrying; each is made once, where it is used first."""

import os
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, max_pool_connections=32)


@cache
def dynamodb() -> "DynamoDBClient":
    """Return the client of DynamoDB."""
    return boto3.client("dynamodb", region_name=_region(), config=_CONFIG)


@cache
def s3() -> "S3Client":
    """Return the client of S3."""
    return boto3.client("s3", region_name=_region(), config=_CONFIG)


@cache
def secretsmanager() -> "SecretsManagerClient":
    """Return the client of Secrets Manager."""
    return boto3.client("secretsmanager", region_name=_region(), config=_CONFIG)


@cache
def ses() -> "SESClient":
    """Return the client of SES."""
    return boto3.client("ses", region_name=_region(), config=_CONFIG)


@cache
def sqs() -> "SQSClient":
    """Return the client of SQS."""
    return boto3.client("sqs", region_name=_region(), config=_CONFIG)


@cache
def stepfunctions() -> "SFNClient":
    """Return the client of Step Functions."""
    return boto3.client("stepfunctions", region_name=_region(), config=_CONFIG)


@cache
def waiting_stepfunctions() -> "SFNClient":
    """Return a client of Step Functions that waits for the end of an Express execution, which it starts only once."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=330)
    return boto3.client("stepfunctions", region_name=_region(), config=config)


@cache
def lambda_() -> "LambdaClient":
    """Return the client of Lambda, which waits for the end of a function."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=330)
    return boto3.client("lambda", region_name=_region(), config=config)


@cache
def cloudformation() -> "CloudFormationClient":
    """Return the client of CloudFormation."""
    return boto3.client("cloudformation", region_name=_region(), config=_CONFIG)


def _region() -> str | None:
    """Return the region that the environment names; boto3 itself overlooks the shorter of the two names."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")

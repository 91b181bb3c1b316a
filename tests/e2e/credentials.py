"""Other credentials for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.world.world import World


@contextmanager
def other_secret(world: World, system: str, **fields: str) -> Iterator[None]:
    """Let the secret of a system, named as in the stack's outputs, say something else while the block runs.

    A field that is empty is not there at all.
    """
    secrets, arn = world.client("secretsmanager"), world.places.outputs[f"{system}SecretArn"]
    known = secrets.get_secret_value(SecretId=arn)["SecretString"]
    changed = {name: value for name, value in (json.loads(known) | fields).items() if value}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(changed))
    try:
        yield
    finally:
        secrets.put_secret_value(SecretId=arn, SecretString=known)

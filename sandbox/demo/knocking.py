"""Calls at the stack's door that are not Schoology's, and many at once that are."""

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.world.world import World

_FOUR_DAYS = 4 * 24 * 3600
_WORKERS = 16


def address(world: World, secret: str | None = None) -> str:
    """Return where Schoology's events go; with another secret, where they do not."""
    if secret is None:
        secrets = world.client("secretsmanager")
        proof = secrets.get_secret_value(SecretId=world.places.outputs["SchoologyWebhookSecretArn"])["SecretString"]
        secret = json.loads(proof)["key"]
    return f"{world.places.outputs['ApiUrl']}/webhooks/schoology/{secret}"


def forged_and_stale(world: World, section: str, item: int, count: int) -> Counter[int]:
    """Push events that nobody may believe: half of them to a guessed address, half of them four days old."""
    now = int(time.time())
    guessed = [address(world, f"{'guess':x<44}{number:04}") for number in range(count // 2)]
    calls = [(url, grade_event(section, item, now)) for url in guessed]
    old = now - _FOUR_DAYS
    calls += [(address(world), grade_event(section, item, old - number)) for number in range(count - len(guessed))]
    return push(calls)


def grade_event(section: str, item: int, moment: int, user: str = "nobody") -> dict[str, Any]:
    """Return an event about one grade, as Schoology would send it."""
    grade = {"enrollment_id": 1, "assignment_id": item, "grade": 0, "exception": 0, "timestamp": moment}
    told = {"realm": "section", "section_id": "1", "section_school_code": section, "school_uid": user, "object": grade}
    return {"uid": 1, "timestamp": moment, "type": "grades.update", "data": [told]}


def push(calls: Sequence[tuple[str, Mapping[str, Any]]], workers: int = _WORKERS) -> Counter[int]:
    """Post events side by side and count the answers by status."""
    with ThreadPoolExecutor(workers) as pool:
        return Counter(pool.map(lambda call: post(call[0], json.dumps(call[1]).encode()), calls))


def post(url: str, body: bytes, content_type: str = "application/json") -> int:
    """Post one body and return the status of the answer."""
    request = urllib.request.Request(url, data=body, method="POST", headers={"Content-Type": content_type})  # noqa: S310 - our own loopback server
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return int(refused.code)

"""Ids as the portal gives them."""

import random
import uuid


def new_id(dice: random.Random) -> str:
    """Make the next id."""
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))

import os

from hypothesis import settings

settings.register_profile("unit", deadline=None, max_examples=100, derandomize="CI" in os.environ)
settings.load_profile("unit")

"""Everything on one machine: the embedded cloud, the simulators, and the one template deployed between them.

``World`` (in ``world.py``) is the context manager; ``python -m sandbox up`` and ``down`` keep one in the background.
"""

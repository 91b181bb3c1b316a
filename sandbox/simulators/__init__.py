"""One simulator per vendor's system, written from the vendor's public documents and from nothing of ours.

Each is a WSGI application with knobs, which counts its calls, can be told to fail (`sandbox.simulators.control`),
and is as strict as the documents say. `python -m sandbox.simulators` serves all of them in one process.
"""

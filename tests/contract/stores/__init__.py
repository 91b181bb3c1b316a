"""One suite per port of `model/ports.py`, held against AWS (moto, made from the template) and against the twin."""

"""The laws of the house: who may import whom, and one word for one thing in code, template and state machine."""

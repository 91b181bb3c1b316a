"""The ports of `model/ports.py` on AWS. The only place with boto3; it names no vendor and knows no rule."""

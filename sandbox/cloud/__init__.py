"""The embedded AWS: MiniStack on 127.0.0.1, state in memory, IAM enforced, mended where it differs from AWS.

``python -m sandbox.cloud --port 0`` serves it. Besides the AWS interfaces it answers under ``/_sandbox/``:
``POST kill`` crashes the processes of a Lambda function, ``GET permissions`` tells which permissions were used.
"""

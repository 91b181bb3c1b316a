"""The inbox from its reading end: when failed events come again, and replaying those that were given up (PL17)."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE = 10

logger = Logger(service="rollbook", log_uncaught_exceptions=False)


class Queue:
    """One queue of events."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def again(self, receipts: Sequence[str], seconds: int) -> None:
        """Have events come again after so many seconds, instead of after the longest look.

        Where AWS does not do it, they come after the longest look; that must not undo the looks that went well.
        """
        try:
            self._shorten(receipts, seconds)
        except (BotoCoreError, ClientError) as error:
            logger.error("failed events come again late", extra={"error": type(error).__name__})  # noqa: TRY400 - the name says it

    def _shorten(self, receipts: Sequence[str], seconds: int) -> None:
        for start in range(0, len(receipts), _AT_ONCE):
            entries = [
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                for number, receipt in enumerate(receipts[start : start + _AT_ONCE])
            ]
            self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)  # type: ignore[arg-type] # a dict is what it takes

    def waiting(self) -> int:
        """Return about how many events wait or are being looked at."""
        told = self._client.get_queue_attributes(
            QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        )["Attributes"]
        return sum(map(int, told.values()))

    def move_to(self, other: "Queue", tell: Callable[[int], None]) -> int:
        """Move every event to another queue, telling how many have gone, and return their number.

        An event leaves this queue only after the other one has it, so it may arrive twice, which does no harm.
        """
        moved = 0
        while batch := self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE, MessageAttributeNames=["All"], WaitTimeSeconds=1
        ).get("Messages", []):
            for message in batch:
                other._client.send_message(  # noqa: SLF001 - another of our own kind
                    QueueUrl=other._url,  # noqa: SLF001 - as above
                    MessageBody=message["Body"],
                    MessageAttributes=message.get("MessageAttributes", {}),
                )
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            moved += len(batch)
            tell(moved)
        return moved

"""All stores of a function, each made when it is used first; a name that a function was not given stays empty."""

from functools import cached_property

from rollbook.aws import session
from rollbook.aws.baselines import S3Baselines
from rollbook.aws.clock import SystemClock
from rollbook.aws.coordination import DynamoIntents, DynamoRegisters
from rollbook.aws.files import Files
from rollbook.aws.mappings import DynamoMappings
from rollbook.aws.plans import S3Plans
from rollbook.aws.reports import S3Reports
from rollbook.aws.runs import DynamoRuns
from rollbook.aws.secrets import Secrets
from rollbook.aws.snapshots import S3Snapshots
from rollbook.aws.standings import S3Standings
from rollbook.aws.uploads import S3Uploads


class Stores:
    """The ports of `model/ports.py` over the stack's bucket, tables and secrets."""

    def __init__(
        self,
        *,
        data_bucket: str = "",
        mappings_table: str = "",
        coordination_table: str = "",
        runs_table: str = "",
        secrets_prefix: str = "",
    ) -> None:
        self._bucket = data_bucket
        self._mappings_table = mappings_table
        self._coordination_table = coordination_table
        self._runs_table = runs_table
        self._secrets_prefix = secrets_prefix

    @cached_property
    def snapshots(self) -> S3Snapshots:
        """Collections as read in one run."""
        return S3Snapshots(Files(session.s3(), self._bucket))

    @cached_property
    def plans(self) -> S3Plans:
        """The files of plans."""
        return S3Plans(Files(session.s3(), self._bucket))

    @cached_property
    def baselines(self) -> S3Baselines:
        """What targets are known to hold."""
        return S3Baselines(session.s3(), self._bucket)

    @cached_property
    def mappings(self) -> DynamoMappings:
        """What is known of every record that was ever sent."""
        return DynamoMappings(session.dynamodb(), self._mappings_table)

    @cached_property
    def registers(self) -> DynamoRegisters:
        """Leases, credits and timetables."""
        return DynamoRegisters(session.dynamodb(), self._coordination_table)

    @cached_property
    def intents(self) -> DynamoIntents:
        """Batches that may have had their effect."""
        return DynamoIntents(session.dynamodb(), self._coordination_table, SystemClock())

    @cached_property
    def runs(self) -> DynamoRuns:
        """Run records."""
        return DynamoRuns(session.dynamodb(), self._runs_table)

    @cached_property
    def reports(self) -> S3Reports:
        """Mapping reports."""
        return S3Reports(Files(session.s3(), self._bucket))

    @cached_property
    def standings(self) -> S3Standings:
        """The records that something is to be said of."""
        return S3Standings(Files(session.s3(), self._bucket))

    @cached_property
    def uploads(self) -> S3Uploads:
        """Files to be imported, and their results."""
        return S3Uploads(session.s3(), self._bucket)

    @cached_property
    def secrets(self) -> Secrets:
        """Credentials and the key of the digests."""
        return Secrets(session.secretsmanager(), self._secrets_prefix)

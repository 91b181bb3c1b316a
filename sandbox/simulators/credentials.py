"""The credentials that the simulators accept. They open nothing but a simulator on this machine."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class EschoolplusCredentials:
    """An OAuth 2 client of the eSchoolPLUS simulator."""

    client_id: str = "OneRoster_MRD_001"
    client_secret: str = "maple-ridge-sis-secret"


@dataclasses.dataclass(frozen=True, slots=True)
class SchoologyCredentials:
    """A two-legged OAuth 1.0a consumer of the Schoology simulator, owned by its system administrator."""

    consumer_key: str = "maple-ridge-consumer-key"
    consumer_secret: str = "maple-ridge-consumer-secret"


@dataclasses.dataclass(frozen=True, slots=True)
class GegiCredentials:
    """An integration user of the GEGI simulator."""

    api_key: str = "maple-ridge-gegi-key"


@dataclasses.dataclass(frozen=True, slots=True)
class CoursekeyCredentials:
    """The auth keys of the CourseKey simulator's schools, by School ID."""

    keys: Mapping[str, str] = dataclasses.field(
        default_factory=lambda: {"4711": "maple-ridge-north-key", "4712": "maple-ridge-desert-key"}
    )


@dataclasses.dataclass(frozen=True, slots=True)
class EthosceCredentials:
    """A service user of the EthosCE simulator."""

    username: str = "restws_rollbook"
    password: str = "maple-ridge-lms-password"


@dataclasses.dataclass(frozen=True, slots=True)
class CoursedogCredentials:
    """The API user of the Coursedog simulator, who may enter all its schools, and the school that is meant."""

    school: str = "state_banner_ethos"
    email: str = "integration@maple-ridge.example"
    password: str = "maple-ridge-coursedog-password"


@dataclasses.dataclass(frozen=True, slots=True)
class SisCredentials:
    """An application of the simulated student information system, by its Ethos API key."""

    api_key: str = "maple-ridge-ethos-key"


@dataclasses.dataclass(frozen=True, slots=True)
class EdflexCredentials:
    """A client of the Edflex simulator's API."""

    client_id: str = "maple-ridge-connect"
    client_secret: str = "maple-ridge-edflex-secret"


@dataclasses.dataclass(frozen=True, slots=True)
class Learning360Credentials:
    """A client of the 360Learning simulator's API, with every scope."""

    client_id: str = "00a1c7e46cd4dd0bf751241853ec6411"
    client_secret: str = "maple-ridge-360learning-secret"


ESCHOOLPLUS = EschoolplusCredentials()
SCHOOLOGY = SchoologyCredentials()
GEGI = GegiCredentials()
COURSEKEY = CoursekeyCredentials()
ETHOSCE = EthosceCredentials()
COURSEDOG = CoursedogCredentials()
SIS = SisCredentials()
EDFLEX = EdflexCredentials()
LEARNING360 = Learning360Credentials()

"""HTTP as every connector needs it: paced, authorised afresh for each attempt, repeated only where that does no harm.

A read, or a write that does the same however often it is sent, is repeated while the system fails; any other write is
not once it may have arrived, because nobody knows what it did.
"""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import requests

from rollbook.connectors.answers import REFUSALS, Answer, Refused, Vendor, refusal
from rollbook.connectors.calls import Call
from rollbook.connectors.patience import Patience
from rollbook.connectors.waiting import asked_wait, never_arrived
from rollbook.model.descriptors import Limits, Pace
from rollbook.model.errors import ContractError, OutcomeUnknownError, RateLimitedError, SystemUnavailableError

_OK = range(200, 300)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNAUTHORISED, _NOT_FOUND, _TOO_MANY, _SERVER_FAILED = 401, 404, 429, 500
_NO_LIMITS = Limits(allowance=1, window_seconds=1, read_cost=1, write_cost=1)


class Authorisation(Protocol):
    """Puts the proof of who is calling on a request."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request, authorised for one attempt."""
        ...

    def renew(self) -> bool:
        """Say whether one more attempt, authorised afresh, may be accepted after a 401."""
        ...


@dataclass(frozen=True, slots=True)
class _Lost:
    """An attempt without an answer; `arrived` says whether the system may have seen it."""

    arrived: bool


class Transport:
    """Calls one system; `calls` counts every request that went out."""

    def __init__(
        self, vendor: Vendor, authorisation: Authorisation, patience: Patience, pace: Pace, limits: Limits | None
    ) -> None:
        self.calls = 0
        self._vendor = vendor
        self._authorisation = authorisation
        self._patience = patience
        self._pace = pace
        self._limits = limits or _NO_LIMITS
        self._session = requests.Session()
        # Settings come in as arguments: neither proxies nor a .netrc of the machine may change who is called as whom.
        self._session.trust_env = False
        self._session.headers.update({"Accept": "application/json", "User-Agent": "Rollbook"})

    def ask(self, call: Call) -> Answer:
        """Return the answer to a call that was accepted.

        Raises BatchRefusedError and OutcomeUnknownError for writes only; ContractError, CredentialsError,
        RateLimitedError and SystemUnavailableError for any call.
        """
        return self._accepted(call, self._response(call))

    def look(self, call: Call) -> Answer | None:
        """Return the answer to a read, None where the system says that there is no such thing; raises as `ask` does."""
        response = self._response(call)
        return None if response.status_code == _NOT_FOUND else self._accepted(call, response)

    def submit(self, call: Call) -> Answer | Refused:
        """Return the answer to a write of one record, or the refusal of that record; raises as `ask` does otherwise.

        Of a call that does not wait, a 429 is a refusal as well.
        """
        response = self._response(call)
        if response.status_code in REFUSALS or response.status_code == _TOO_MANY:
            return Refused(response.status_code, response.content)
        return self._accepted(call, response)

    def _accepted(self, call: Call, response: requests.Response) -> Answer:
        if response.status_code not in _OK:
            raise refusal(self._vendor, call, response.status_code, response.content)
        return Answer(self._vendor, call, response.headers, response.content, response.status_code)

    def _response(self, call: Call) -> requests.Response:
        """Repeat a call until there is an answer that neither waiting nor a fresh authorisation would better."""
        url = self._vendor.address + call.target
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            response = self._attempt(call, url)
            if isinstance(response, _Lost):
                self._wait_after_failure(call, attempt, "did not answer", may_have_acted=response.arrived)
            elif response.status_code == _TOO_MANY and call.waits:
                self._wait_as_asked(call, attempt, response)
            elif response.status_code >= _SERVER_FAILED:
                problem = f"answered with {response.status_code}"
                self._wait_after_failure(
                    call, attempt, problem, may_have_acted=True, asked=asked_wait(response.headers)
                )
            elif response.status_code == _UNAUTHORISED and not renewed and self._authorisation.renew():
                renewed = True
            elif response.status_code in _REDIRECTS and call.reads:
                url = self._redirected(call, attempt, url, response)
            else:
                return response

    def _attempt(self, call: Call, url: str) -> requests.Response | _Lost:
        self._pace.take(self._limits.read_cost if call.method == "GET" else self._limits.write_cost)
        request = requests.Request(
            call.method, url, headers=dict(call.headers), json=call.body, data=call.form, auth=self._authorisation
        )
        prepared = self._session.prepare_request(request)
        self.calls += 1
        timeout = (self._patience.connect_seconds, self._patience.read_seconds)
        try:
            return self._session.send(prepared, timeout=timeout, allow_redirects=False)
        except requests.RequestException as error:
            return _Lost(arrived=not never_arrived(error))

    def _wait_as_asked(self, call: Call, attempt: int, response: requests.Response) -> None:
        seconds = asked_wait(response.headers) or 1.0
        if seconds > self._patience.longest_wait_seconds:
            raise RateLimitedError(
                f"{self._vendor.name} asks to wait {seconds:.0f} s before {call.name}, longer than a step may wait "
                f"({self._patience.longest_wait_seconds:.0f} s). The run goes on from here when it is started again."
            )
        self._pace.penalise(seconds)
        if attempt >= self._patience.attempts:
            raise RateLimitedError(
                f"{self._vendor.name} refused {call.name} {attempt} times because of its rate limit. Find out what "
                "else uses the same credentials, or lower the allowance in the settings; then run again."
            )

    def _wait_after_failure(
        self, call: Call, attempt: int, problem: str, *, may_have_acted: bool, asked: float | None = None
    ) -> None:
        if may_have_acted and not call.repeatable:
            raise OutcomeUnknownError(
                f"{self._vendor.name} {problem} after {call.name} was sent. "
                "What it did is read back before anything is sent again."
            )
        seconds = max(2.0 ** (attempt - 1), asked or 0.0)
        if attempt >= self._patience.attempts or seconds > self._patience.longest_wait_seconds:
            raise SystemUnavailableError(
                f"{self._vendor.name} {problem} to {call.name}, attempt {attempt}. "
                "Check that the system is up and that its address is right; then run again."
            )
        self._pace.penalise(seconds)

    def _redirected(self, call: Call, attempt: int, url: str, response: requests.Response) -> str:
        """Return the address to ask instead; it stays with the system, whatever host or scheme the answer names."""
        there = urlsplit(urljoin(url, response.headers.get("Location", "")))
        here = urlsplit(url)
        if there.hostname != here.hostname or attempt >= self._patience.attempts:
            raise ContractError(
                f"{self._vendor.name} sends {call.name} on to another place ({response.status_code}), which is not "
                "followed. Check the address in the credentials."
            )
        return there._replace(scheme=here.scheme, netloc=here.netloc).geturl()

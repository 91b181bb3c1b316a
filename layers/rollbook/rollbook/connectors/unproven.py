"""No proof of who is calling, for a call that itself fetches one: what proves the caller stands in its body."""

import requests


class Unproven:
    """Goes with a call to which nothing is added."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request as it is."""
        return request

    def renew(self) -> bool:
        """Ask for no further attempt: there is nothing to renew about what stands in the body."""
        return False

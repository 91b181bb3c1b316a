"""How a company's platform stands before anything is written to it: its accounts, its groups and who may author."""

from collections.abc import Iterable

from sandbox.institution.portal import Account
from sandbox.simulators.learning360.platform import Group, Platform, User

ROOT_GROUP, GROUP = "5f0c00000000000000000001", "5f0c00000000000000000002"


def stocked(accounts: Iterable[Account], author: Account) -> Platform:
    """Return a platform with these accounts, in a group that the author may write for and everybody else learns in."""
    platform = Platform()
    platform.groups[ROOT_GROUP] = Group(ROOT_GROUP, "Maple Ridge", {})
    platform.groups[GROUP] = group = Group(GROUP, "Maple Ridge catalogue", {}, ROOT_GROUP)
    for account in accounts:
        names = (account.first_name, account.last_name)
        user = User(platform.new_id(), account.mail, *names, account.status, account.lang)
        platform.users[user.id] = user
        group.roles[user.id] = "editor" if account == author else "learner"
    return platform

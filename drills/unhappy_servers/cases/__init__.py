"""All cases, each with the address that it is played at."""

from __future__ import annotations

from drills.unhappy_servers.case import Case
from drills.unhappy_servers.cases.addresses import ADDRESSES
from drills.unhappy_servers.cases.answers import ANSWERS
from drills.unhappy_servers.cases.contents import CONTENTS
from drills.unhappy_servers.cases.feeds import FEEDS
from drills.unhappy_servers.cases.limits import LIMITS
from drills.unhappy_servers.cases.manners import MANNERS
from drills.unhappy_servers.cases.sitemaps import SITEMAPS
from drills.unhappy_servers.places import NEIGHBOUR, OPEN_HOSTS
from drills.unhappy_servers.talk import PAGE

GOOD = Case(name="a good page", right="article", routes={"*": PAGE}, asked=1)
CASES = (GOOD, *LIMITS, *ANSWERS, *ADDRESSES, *CONTENTS, *MANNERS, *FEEDS, *SITEMAPS)
HOSTS = dict(zip((case.name for case in CASES), OPEN_HOSTS, strict=False))
assert len(HOSTS) == len(CASES), "two cases of one name, or more than there are addresses"
assert NEIGHBOUR not in HOSTS.values()

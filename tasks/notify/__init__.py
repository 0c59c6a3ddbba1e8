"""Messages to people about failures: kept in the data folder until they are delivered.

    a run, the audit, `up`  ──note_failure, note_end──▶  private/incidents.json  ──deliver──▶  the addresses of `notify`

`incidents.py` decides, without files or network, what is to be sent to whom. `ledger.py` is the file. `delivery.py`
sends, by Apprise. Nothing here needs Prefect or the warehouse: a message about a failure must arrive also where these
are what failed.
"""

from tasks.notify.delivery import Delivery, deliver, require_usable_addresses, send_test
from tasks.notify.ledger import Ledger, note_end, note_failure, read_ledger

__all__ = [
    "Delivery",
    "Ledger",
    "deliver",
    "note_end",
    "note_failure",
    "read_ledger",
    "require_usable_addresses",
    "send_test",
]

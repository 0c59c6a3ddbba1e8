"""Every error that a person may meet, drawn once.

BroadsheetError                    exit code 1
├── UsageError                     2   the call itself is wrong
│   ├── SourcesFileError               sources.yaml cannot be understood
│   └── ChecksFileError                a file of checks cannot be understood
├── QualityGateClosed              4   a check that stops the load failed, or could not be evaluated
├── SourceUnavailable              5   nothing could be had from a source
├── SourceBusy                     6   another run is asking what was named
└── WarehouseError                 1
    ├── WarehouseBusy              6   another process holds the writer's lock
    └── WarehouseUnusable          1   the file is no warehouse, is newer than the code, or cannot be written
        └── DiskFull               1   it cannot grow

A message says what happened and to which input; the cure says what to do about it.
"""

from __future__ import annotations


class BroadsheetError(Exception):
    """An error that is told to a person in two lines: what happened, and the cure."""

    exit_code = 1

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what, cure)
        self.what = what
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.what}\n{self.cure}" if self.cure else self.what


class UsageError(BroadsheetError):
    exit_code = 2


class SourcesFileError(UsageError):
    pass


class ChecksFileError(UsageError):
    pass


class QualityGateClosed(BroadsheetError):
    exit_code = 4


class SourceUnavailable(BroadsheetError):
    exit_code = 5


class SourceBusy(BroadsheetError):
    exit_code = 6


class WarehouseError(BroadsheetError):
    pass


class WarehouseBusy(WarehouseError):
    exit_code = 6


class WarehouseUnusable(WarehouseError):
    pass


class DiskFull(WarehouseUnusable):
    pass

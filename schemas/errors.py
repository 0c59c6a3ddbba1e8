"""Every error that a person may meet, drawn once.

BroadsheetError                    exit code 1
├── UsageError                     2   the call itself is wrong
│   ├── SourcesFileError               sources.yaml cannot be understood
│   ├── NoProject                      the sources file would be that of the installed package
│   └── ChecksFileError                a file of checks cannot be understood
├── QualityGateClosed              4   a check that stops the load failed, or could not be evaluated
├── SourceUnavailable              5   nothing could be had from a source
├── SourceBusy                     6   another run is asking what was named
├── NoAccess                       1   a file or folder is another user's, or the file system is read-only
├── RunTakenOver                   6   another machine completes the run that this one was doing
└── WarehouseError                 1
    ├── WarehouseBusy              6   another process holds the writer's lock
    └── WarehouseUnusable          1   the file is no warehouse, is newer than the code, or cannot be written
        ├── CatalogueUnusable      1   the PostgreSQL that machines share does not answer, or is of another release
        ├── DiskFull               1   it cannot grow
        └── DoesNotAddUp           1   candidates and outcomes of one run differ: a fault of ours, of that run alone

A message says what happened and to which input; the cure says what to do about it.
"""

from __future__ import annotations

import errno

from schemas.private_parts import without_secrets


class BroadsheetError(Exception):
    """An error that is told to a person in two lines: what happened, and the cure. Secrets in addresses are hidden."""

    exit_code = 1

    def __init__(self, what: str, cure: str = "") -> None:
        self.what = without_secrets(what)
        self.cure = without_secrets(cure)
        super().__init__(self.what, self.cure)

    def __str__(self) -> str:
        return f"{self.what}\n{self.cure}" if self.cure else self.what


class UsageError(BroadsheetError):
    exit_code = 2


class SourcesFileError(UsageError):
    pass


class NoProject(UsageError):
    def __init__(self) -> None:
        super().__init__(
            "there is no project here, so no sources file of your own",
            "`broadsheet init NAME` makes one; or name the settings file of one: --config FILE.",
        )


class ChecksFileError(UsageError):
    pass


class QualityGateClosed(BroadsheetError):
    exit_code = 4


class SourceUnavailable(BroadsheetError):
    exit_code = 5


class NoAccess(BroadsheetError):
    pass


class SourceBusy(BroadsheetError):
    exit_code = 6


class RunTakenOver(BroadsheetError):
    exit_code = 6


class WarehouseError(BroadsheetError):
    pass


class WarehouseBusy(WarehouseError):
    exit_code = 6


class WarehouseUnusable(WarehouseError):
    pass


class CatalogueUnusable(WarehouseUnusable):
    pass


class DiskFull(WarehouseUnusable):
    pass


class DoesNotAddUp(WarehouseUnusable):
    pass


def disk_full(error: BaseException | None) -> DiskFull | None:
    """The error as what it is, where a disk or a quota without room is at its bottom; None for all others."""
    while error is not None:
        is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        if is_full or "No space left on device" in str(error):
            file = getattr(error, "filename", None)
            return DiskFull(
                f"no room is left on the disk{f' for {file}' if file else ''}",
                "Free some and run again: nothing half-written has a name, and the run resumes.",
            )
        error = error.__cause__ or error.__context__
    return None


def no_access(error: BaseException | None) -> NoAccess | None:
    """The error as what it is, where the system lets this user not read or write a file; None for all others."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            cure = (
                "Nothing can be written there: set BROADSHEET_HOME to another folder, or only ask (query, search, why)."
                if error.errno == errno.EROFS
                else "It is another user's: run as the owner of the data folder. Readers (setting readers) can use"
                " query, search, status, report and why."
            )
            return NoAccess(f"{error.filename or 'a file'}: {error.strerror}", cure)
        error = error.__cause__ or error.__context__
    return None

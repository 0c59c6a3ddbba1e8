"""What the archive has of a capture."""

from __future__ import annotations

from tasks.archive import Place, read


def archived(capture, settings):
    return read(settings.archive, Place(capture.warc_file, capture.warc_offset, capture.warc_length))

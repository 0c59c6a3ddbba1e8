"""The process that draws."""

from __future__ import annotations

from tasks.report.drawing import draw
from tasks.workers.step_process import serve

if __name__ == "__main__":
    serve(draw)

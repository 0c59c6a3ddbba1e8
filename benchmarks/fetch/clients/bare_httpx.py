"""httpx as its documentation shows it: one client for all, content decoded, nothing kept."""

from __future__ import annotations

import asyncio

import httpx

from benchmarks.fetch.clients.measuring import AT_ONCE, measure


async def _all(urls: list[str]) -> list[int]:
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=60) as client:

        async def one(url: str) -> int:
            async with turns:
                return len((await client.get(url)).content)

        return await asyncio.gather(*(one(url) for url in urls))


if __name__ == "__main__":
    measure(lambda urls: asyncio.run(_all(urls)))

"""aiohttp as its documentation shows it: one session, content decoded, nothing kept."""

from __future__ import annotations

import asyncio

import aiohttp

from benchmarks.fetch.clients.measuring import AT_ONCE, measure


async def _all(urls: list[str]) -> list[int]:
    turns = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as session:

        async def one(url: str) -> int:
            async with turns, session.get(url) as answer:
                return len(await answer.read())

        return await asyncio.gather(*(one(url) for url in urls))


if __name__ == "__main__":
    measure(lambda urls: asyncio.run(_all(urls)))

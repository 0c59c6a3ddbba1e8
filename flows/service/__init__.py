"""`broadsheet up`: everything that a schedule needs on one machine, under one supervisor.

`command.py` is the whole of it, in order. `plan.py` says which processes run, `child.py` starts and watches one of
them, `supervisor.py` keeps them alive and ends them in order, `reaper.py` ends them when the supervisor was killed. The
processes are `prefect_server.py`, `prepare.py`, `page.py`, `metrics.py` and Prefect's worker. `claim.py` keeps two `up`
out of one data folder; `prefect_api.py` asks a server without importing Prefect.
"""

"""DuckDB: the in-memory engine, copies of database files, faults told apart, snapshots, the lock of the one writer."""

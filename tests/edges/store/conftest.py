from tests.databases import backend, database, store

__all__ = ["backend", "database", "store"]

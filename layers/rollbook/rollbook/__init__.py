"""Rollbook keeps the systems of a school in step; the map of this package is in `docs/decisions.md`, entry "The house"."""

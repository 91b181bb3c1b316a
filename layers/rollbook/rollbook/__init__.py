"""Rollbook keeps the systems of a school in step; the README has the map of its rooms."""

"""The world on one machine: an embedded cloud, one simulator for each vendor's system, and a sample institution."""

"""The wire contracts that are our own, and whether simulators and connectors obey them."""

"""The demonstration: a district's days played through the deployed stack, counted at the simulators."""

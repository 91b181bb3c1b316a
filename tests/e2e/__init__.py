"""The deployed stack in the embedded cloud, between real HTTP systems."""

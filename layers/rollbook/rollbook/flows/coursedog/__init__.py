"""The rules between the SIS and Coursedog (CD1-CD9)."""

"""The rules between the SIS and Coursedog."""

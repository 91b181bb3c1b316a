"""What a class schedule that both Coursedog and the SIS hold should look like on each side (CD1-CD7)."""

"""The rules of the course record import: from uploaded files to the learning management system (CR1-CR10)."""

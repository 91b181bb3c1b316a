"""What check-ins and check-outs at CourseKey mean for the attendance in GEGI (CK9-CK11)."""

"""The rules between GEGI and CourseKey (CK1-CK11)."""

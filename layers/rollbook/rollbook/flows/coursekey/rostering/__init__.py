"""What of GEGI's courses, people and classes CourseKey should hold (CK2-CK8)."""

"""The rules between eSchoolPLUS and Schoology (SG1-SG15)."""

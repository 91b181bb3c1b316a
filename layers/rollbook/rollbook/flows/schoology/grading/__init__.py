"""The rules of live grades, from Schoology's gradebooks to that of eSchoolPLUS (SG11-SG14)."""

"""What goes together: whoever removes something takes all that hangs on it away, and nothing is left without a home."""

from sandbox.simulators.schoology.tables import Row, School


def remove_user(school: School, user: Row) -> None:
    """Remove a user with the enrollments."""
    for enrollment in school.enrollments.where("uid", user["id"]):
        remove_enrollment(school, enrollment)
    school.users.remove(user)


def remove_course(school: School, course: Row) -> None:
    """Remove a course with its sections."""
    for section in school.sections.where("course_id", course["id"]):
        remove_section(school, section)
    school.courses.remove(course)


def remove_section(school: School, section: Row) -> None:
    """Remove a section with its gradebook and its enrollments."""
    for item in school.grade_items.where("section_id", section["id"]):
        remove_item(school, item)
    for category in school.grading_categories.where("section_id", section["id"]):
        school.grading_categories.remove(category)
    for enrollment in school.enrollments.where("section_id", section["id"]):
        school.enrollments.remove(enrollment)
    school.sections.remove(section)


def remove_enrollment(school: School, enrollment: Row) -> None:
    """Remove an enrollment with its grades."""
    for item in school.grade_items.where("section_id", enrollment["section_id"]):
        _remove_grade(school, enrollment, item)
    school.enrollments.remove(enrollment)


def remove_category(school: School, category: Row) -> None:
    """Remove a grading category; its items stay, without a category (not documented)."""
    for item in school.grade_items.where("grading_category", category["id"]):
        school.grade_items.change(item, {"grading_category": 0})
    school.grading_categories.remove(category)


def remove_item(school: School, item: Row) -> None:
    """Remove a grade item with its grades."""
    for enrollment in school.enrollments.where("section_id", item["section_id"]):
        _remove_grade(school, enrollment, item)
    school.grade_items.remove(item)


def remove_target(school: School, target: Row) -> None:
    """Remove the target of event triggers with its subscriptions."""
    for subscription in school.subscriptions.where("target_id", target["id"]):
        school.subscriptions.remove(subscription)
    school.targets.remove(target)


def _remove_grade(school: School, enrollment: Row, item: Row) -> None:
    grade = school.grades.find("pair", (enrollment["id"], item["id"]))
    if grade is not None:
        school.grades.remove(grade)

"""What may go out to CourseKey together."""

from rollbook.connectors.coursekey.translate import school_of
from rollbook.model.descriptors import Writable

MOST = 100
"""Items that one call may carry, and external ids that one may ask for."""

# The school stands in the path.
_ONE_SCHOOL = Writable(bulk=MOST, group=school_of)

WRITES = dict.fromkeys(("instructors", "students", "courses", "enrollments", "classes"), _ONE_SCHOOL)

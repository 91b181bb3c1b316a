"""Where the services of the eSchoolPLUS simulator are: the token desk and two OneRoster 1.2 services."""

TOKEN_PATH = "/oauth/token"
ROSTERING_PATH = "/ims/oneroster/rostering/v1p2"
GRADEBOOK_PATH = "/ims/oneroster/gradebook/v1p2"

"""What holds for all networks of a home: roles in Canvas, whether the token may make terms, Zoom's limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Roles are Canvas's types of enrolment. `canvas_term`: the token may make terms in the root account.

    `breakout_rooms` and `breakout_people` are how many may be laid out beforehand in one meeting.
    """

    leader: str = "TeacherEnrollment"
    principal: str = "StudentEnrollment"
    companion: str = "StudentEnrollment"
    canvas_term: bool = False
    breakout_rooms: int = 50
    breakout_people: int = 200

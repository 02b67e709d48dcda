"""How states are said to people, wherever they are shown."""

from collections.abc import Mapping

from nettools.domain.letters import LetterState
from nettools.domain.people import Role, TargetGroup
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import SupervisionState
from nettools.language import Text, text

REGISTRATION_STATES: Mapping[RegistrationState, Text] = {
    RegistrationState.RECEIVED: text("received"),
    RegistrationState.ACCEPTED: text("has a place"),
    RegistrationState.WAITING: text("on the waiting list"),
    RegistrationState.DECLINED: text("declined"),
    RegistrationState.WITHDRAWN: text("withdrawn"),
}

LETTER_STATES: Mapping[LetterState, Text] = {
    LetterState.DRAFT: text("draft"),
    LetterState.SENDING: text("being sent"),
    LetterState.SENT: text("sent"),
    LetterState.FAILED: text("failed"),
    LetterState.UNSURE: text("unsure"),
}

ROLES: Mapping[Role, Text] = {
    Role.PRINCIPAL: text("rektor"),
    Role.DEPUTY_PRINCIPAL: text("deputy rektor"),
}

TARGET_GROUPS: Mapping[TargetGroup, Text] = {
    TargetGroup.PRINCIPALS: text("rektor or deputy rektor"),
    TargetGroup.EDUCATORS: text("teacher or preschool teacher"),
    TargetGroup.HEALTH_PROFESSIONS: text("child and student health"),
    TargetGroup.ADMINISTRATION: text("administration"),
}

SUPERVISION_STATES: Mapping[SupervisionState, Text] = {
    SupervisionState.PROPOSAL: text("proposed"),
    SupervisionState.PUBLISHED: text("published"),
    SupervisionState.MOVED: text("published, moved"),
    SupervisionState.HELD: text("held"),
    SupervisionState.CANCELLED: text("cancelled"),
}

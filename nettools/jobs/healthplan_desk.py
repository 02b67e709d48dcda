"""What the jobs on drafts share: the checklist, the support, and drafts read by them."""

from nettools.domain.plansupport import PlanSupport
from nettools.jobs.tools import Tools
from nettools.settings.plansupport import read_plan_support


def support_of(tools: Tools) -> PlanSupport:
    """How units are helped with their plans. Raises SettingsError with every problem in config/plan_support.toml."""
    return read_plan_support(tools.home, {question.key for question in tools.settings.questions})

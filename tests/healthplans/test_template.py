from planbuilders import a_checklist, a_support

from nettools.domain.plansupport import FormWording, TemplateTable
from nettools.domain.schools import SchoolForm
from nettools.healthplans import PlanTemplate, TemplateChapter, TemplateField, TemplatePart, plan_template

TABLE = TemplateTable(headings=("Arbete", "Individ"), rows=("Främjande",))
PRESCHOOL = FormWording(name="förskola", unit="förskolan")
SUPPORT = a_support(tables={"nivaer": TABLE}, forms={"FS": PRESCHOOL}, goals_in_template=2)


def test_a_preschools_template_has_what_is_asked_of_preschools():
    assert plan_template(a_checklist(), SUPPORT, SchoolForm.FS) == PlanTemplate(
        title="Plan",
        form=PRESCHOOL,
        reminder="",
        chapters=(
            TemplateChapter(name="Ramar", facts=(TemplateField(name="Meta_Enhet", question="Skriv om meta_enhet."),)),
            TemplateChapter(
                name="Arbete", parts=(TemplatePart(field=TemplateField(name="Framjande", question="Hur framjande?")),)
            ),
            TemplateChapter(name="Mål", goals=2),
            TemplateChapter(
                name="Övrigt",
                parts=(TemplatePart(field=TemplateField(name="Narvaro", question="Skriv om narvaro.")),),
            ),
        ),
        goal_fields=(TemplateField(name="Mål", question="Vad?"),),
    )


def test_a_schools_template_has_the_levels_as_a_table():
    found = plan_template(a_checklist(), SUPPORT, SchoolForm.GR)
    names = {part.field.name: part.table for chapter in found.chapters for part in chapter.parts}
    assert names == {"Framjande": None, "Nivaer": TABLE, "Narvaro": None}


def test_without_a_form_only_what_is_asked_of_all():
    found = plan_template(a_checklist(), SUPPORT)
    assert [part.field.name for chapter in found.chapters for part in chapter.parts] == ["Framjande", "Narvaro"]
    assert found.form is None

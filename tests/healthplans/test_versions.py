import unicodedata
from datetime import UTC, datetime

from builders import HT26
from hypothesis import example, given
from hypothesis import strategies as st

from nettools.domain.healthplans import HealthPlanDraft
from nettools.healthplans import draft_path, next_version, safe_name, same_bytes


def a_draft(unit_key="bjorkens-forskola-1780", version=1, digest="a" * 64):
    return HealthPlanDraft(
        term=HT26,
        unit_key=unit_key,
        version=version,
        digest=digest,
        file_name="plan.pdf",
        path=f"out/healthplans/HT26/{unit_key}/{version:03d}-2026-11-03-plan.pdf",
        size=10,
        submitted=datetime(2026, 11, 3, 12, 0, tzinfo=UTC),
        late=False,
        file_id=str(version),
    )


def test_a_decomposed_name_becomes_composed():
    assert safe_name(unicodedata.normalize("NFD", "Hälsoplan för Björken.docx")) == "Hälsoplan för Björken.docx"


def test_characters_that_windows_forbids_become_hyphens():
    assert safe_name('Plan: "nuläge" <1|2>?*.docx') == "Plan- -nuläge- -1-2---.docx"


def test_a_path_in_a_name_is_left_out():
    assert [safe_name("../../etc/passwd"), safe_name("C:\\Users\\rektor\\plan.pdf")] == ["passwd", "plan.pdf"]


def test_letters_that_turn_the_writing_direction_are_left_out():
    assert safe_name("plan\u202excod.exe\x00\n.docx") == "planxcod.exe.docx"


def test_spaces_and_full_stops_at_the_ends_are_left_out():
    assert safe_name("  .plan .docx. ") == "plan.docx"


def test_a_name_of_nothing_gets_a_name():
    assert [safe_name(""), safe_name(" .. "), safe_name("/")] == ["utan-namn"] * 3


def test_a_long_name_keeps_its_extension():
    assert safe_name("å" * 300 + ".docx") == "å" * 47 + ".docx"


@given(st.text())
@example("0\r\ud7fc\x850")
@example("a\x00\u030a.docx")
def test_any_name_is_short_and_safe_and_stays_as_it_became(name):
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 100
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe == safe_name(safe)


def test_a_draft_is_kept_under_its_number_and_its_day_in_sweden():
    late_in_the_evening = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert (
        draft_path(HT26, "bjorkens-forskola-1780", 2, late_in_the_evening, "Plan.docx")
        == "out/healthplans/HT26/bjorkens-forskola-1780/002-2026-11-04-Plan.docx"
    )


def test_versions_are_counted_for_each_unit():
    held = [a_draft(version=1), a_draft(version=3), a_draft(unit_key="granens-skola", version=7)]
    assert [next_version(held, key) for key in ("bjorkens-forskola-1780", "granens-skola", "ny")] == [4, 8, 1]


def test_the_same_bytes_are_found_within_the_unit_only():
    held = [a_draft(digest="b" * 64)]
    assert same_bytes(held, "bjorkens-forskola-1780", "b" * 64) == held[0]
    assert same_bytes(held, "granens-skola", "b" * 64) is None
    assert same_bytes(held, "bjorkens-forskola-1780", "c" * 64) is None

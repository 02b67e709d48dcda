"""A short wording for tests: each pattern says no more than what it is tested for."""

from nettools.changes import Wording

WORDING = Wording(
    canvas_term_name="{term}",
    room_name="{network} – {term}",
    room_code="{network} {term}",
    meeting_topic="Träff {number}: {theme} ({network})",
    meeting_agenda="Ändra inte raden ovan.",
    event_title="Träff {number}: {theme}",
    event_description='<p>{theme}</p><a href="{link}">Zoom</a>',
    front_page_title="Välkommen till {network}",
    front_page_body="{meetings}{first_task}{supervision}{hand_in}{leaders}",
    front_page_meeting="{day} {time}: {theme}",
    front_page_first_task="<h2>Uppgift</h2>{text}",
    front_page_supervision="<h2>Handledning</h2>{text}",
    front_page_hand_in='<a href="/courses/{room}/assignments">{name}</a>{text}{due}',
    front_page_due="<p>{day}</p>",
    meeting_page_title="Träff {number}: {theme}",
    meeting_page_body="<p>{day} {time}: {theme}</p>{join}{questions}",
    meeting_page_questions="<h2>Frågor</h2>{list}",
    meeting_page_link='<a href="{link}">Zoom</a>',
    meeting_page_own_link="<p>Din egen länk</p>",
    module_name="Modul {number}",
    group_set_name="Enheter",
    breakout_name="Grupp {number}",
    supervision_topic="Handledning {number}: {unit} ({network})",
    supervision_agenda="Med {leader}.",
    supervision_title="Handledning {number}: {unit}",
    supervision_description="<p>{unit} med {leader}</p>",
    supervision_link='<a href="{link}">Zoom</a>',
)

"""Supervision: who can when, the best schedule, what becomes of it; and the pages where units and leaders see to it.

`planning` is the way in (`schedule`, `publish`, `replan`), `times`, `changes`, `files` and `links` are commands of
their own; `desk` and `booking` are behind the pages.
"""

"""nettools: administration of a digital network for preschools and schools.

The house. Stairs go down only; rooms on one floor do not know each other (import-linter checks it)::

    DOORS    cli
             portal
    JOBS     jobs | sandbox
    HANDS    canvas | zoom | mail | files | store | settings
    THOUGHT  signups | scheduling | changes | letters | healthplans | attendance | retention
    WORDS    domain
             errors
             language

Every job looks, thinks, acts and remembers, in that order. DOORS speak with people: `cli` is the command
`nettools`, `portal` the web pages. JOBS do what people ask for, a file or a room of files for each noun;
`jobs/tools.py` is the only place that wires hands together. `sandbox` is a pretend Canvas, Zoom and mailbox on
loopback, for the demo and the tests; it never imports the clients. HANDS touch the world: `canvas` and `zoom`
speak to them, `mail` sends letters, `files` reads and writes tables and drafts, `store` remembers (Django's ORM
on SQLite or PostgreSQL), `settings` reads config/ and the environment. THOUGHT sees values only, no clock, no
network, no file: `signups` turns rows into registrations, `scheduling` places units in networks and people in
groups and schedules supervision, `changes` compares what a term should be with what is there, `letters` writes,
`healthplans` checks, answers and follows drafts, `attendance` counts minutes, `retention` lists what is past
its date. WORDS: `domain` holds the values that everyone speaks of; `errors` the few ways a job can stop;
`language` turns English sentences into the reader's.

The main job: sign-up file → `files` → `signups` → `store`; registrations and config → `scheduling` → a
TermPlan; TermPlan and what Canvas and Zoom hold → `changes` → a ChangeSet, shown (`nettools changes`) and then
carried out (`nettools apply`), each step noted in `store`; TermPlan → `letters` → the outbox → `mail`; hand-ins
on Canvas → files below the home, every version kept.
"""

__version__ = "0.1.0"

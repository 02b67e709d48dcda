"""Drafts of health plans: collected, added, read, answered, followed; a file for each command.

`desk` and `readings` are what several of them work with: the checklist, the reader, what was read before.
"""

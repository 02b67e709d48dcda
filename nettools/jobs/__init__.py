"""The jobs: a file or a room for each noun of the command line; each job reads as look, think, act, remember.

In: Tools (the opened hands, the clock) and what a person asked for. Out: a value that a door can show.
Never: prints, asks, or opens a hand by itself; `tools.py` alone does that.
"""

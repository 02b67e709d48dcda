"""Groups at network meetings: made, kept when people come and go, exported, and seated in the term's plan.

`making` is the way in; `seating` puts remembered groups into a plan for other jobs.
"""

"""The pretend Zoom: its account, its meetings, its limits and its quota.

In: HTTP on loopback, and hands for tests and the demo. Out: what the real Zoom would answer, by its known contract.
Never: imports our clients, or a fact that is not in the contract without saying so.
"""

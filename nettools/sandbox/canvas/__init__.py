"""The pretend Canvas: its world, its tokens, its leaky bucket, and every call that a client of ours makes.

In: HTTP on loopback, and hands for tests and the demo. Out: what the real Canvas would answer, by its known contract.
Never: imports our clients, or a fact that is not in the contract without saying so.
"""

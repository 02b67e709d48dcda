"""The words: frozen values and rules that are always true.

In: nothing. Out: the values that every room speaks of, named as people in the network name them.
Never: a clock, a file, a network, a decision.
"""

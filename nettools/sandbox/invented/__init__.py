"""Invented units, people, files and a term for the demo and the tests: the same seed gives the same.

In: a seed, and how many. Out: values, and files as people really send them.
Never: a person, a unit or a number that exists.
"""

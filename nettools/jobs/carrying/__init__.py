"""Carrying a change set out: one by one or as an import, each step noted before and after, nothing made twice.

`run` is the way in: a change set as one run of the journal. `carrier` goes through the ranks, `acting` makes the calls,
`bulk` takes the fast road that `road` has chosen, `carried` has the words that all of them share.
"""

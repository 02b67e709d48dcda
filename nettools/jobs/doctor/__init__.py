"""`nettools doctor`: what a term will need, looked at without changing anything; a file for each thing that can be ill.

`examining` is the way in, `checks` the words that all findings are told in.
"""

"""What a term must have in Canvas and Zoom: looked at, compared, carried out, said aloud, and taken back.

`applying` is the way in (`nettools changes` and `apply`), `announcing` and `undoing` two more; `remotes` opens what a
run speaks to, `outcomes` and the like are what the doors show. How changes are carried out is in `jobs/carrying`.
"""

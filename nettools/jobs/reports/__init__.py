"""The report of a term: its figures, its pictures, its page. `making` is the way in."""

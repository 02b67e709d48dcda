"""Letters from the template to the archive: laid out, checked, written, shown, sent, followed up.

`mailing` is the way in for all that sends; `preview`, `kinds`, `archive`, `restored` are commands of their own. `desk`
looks up what letters are written from, `writing` makes mails of them, `sending` hands them to the mail server.
"""

"""What is left out of logs and of errors that are sent: addresses, rows of the database, keys of links."""

import re

LEFT_OUT = "[left out]"
# A link for a new password is as good as the password: what stands behind `key/` is both halves of it.
KEY = re.compile(r"(/account/password/reset/key/)[^/\s\"']+")
LOCAL = r"[\w.!#$%&*+/=?^`{|}~-]"
E_MAIL = re.compile(rf"(\"[^\"\n]+\"|(?<!{LOCAL}){LOCAL}+)@[\w-]+(\.[\w-]+)*")
# PostgreSQL quotes what it refuses: the row, the value, the statement. Other exceptions of a traceback stay.
ROW = re.compile(
    r"(^DETAIL:|^LINE \d+:|invalid input [\w ]+:).*?"
    r"(?=\n\n(?:The above|During handling of the above) exception|\nTraceback \(|\Z)",
    re.DOTALL | re.MULTILINE,
)


def discreet(text):
    """Return `text`, a message or a traceback, without what names a person or opens an account."""
    text = ROW.sub(rf"\1 {LEFT_OUT}", text)
    text = E_MAIL.sub(LEFT_OUT, text)
    return KEY.sub(rf"\1{LEFT_OUT}", text)

"""What a browser refused to load, run or show because of the site's policy."""

LISTEN = """
addEventListener('securitypolicyviolation', (event) => violated(
    [event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.sample].join(' ')
), true);
"""


class Violations(list):
    """The violations in all tabs and frames of a browser context, from now on, one text each."""

    def __init__(self, context):
        super().__init__()
        context.expose_function("violated", lambda text: self.append(text))
        context.add_init_script(LISTEN)
        context.on("console", self._read)

    def _read(self, message):
        # Frames that may not be shown, and headers that can't be read, are told nowhere else.
        if "Content Security Policy" in message.text or "Permissions-Policy" in message.text:
            self.append(message.text)

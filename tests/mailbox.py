"""A real mail server for tests, which may say no."""


class Mailbox:
    """Takes messages in, apart from those to an address in `refused`."""

    def __init__(self):
        self.messages = []
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        """Accept the recipient, or say no."""
        if address in self.refused:
            return "550 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        """Keep the message."""
        self.messages.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 Taken"

    @property
    def recipients(self):
        """Whom messages went to, in order."""
        return [recipient for recipients, _content in self.messages for recipient in recipients]

"""The screens of the front desk, used the way a person does it."""

from tests.forms import form_of

LIST = "/admin/snippets/home/enquiry/"


def screen(enquiry):
    """Return the address of the enquiry's screen."""
    return f"{LIST}edit/{enquiry.pk}/"


def press(client, enquiry, step, note="", opened=None):
    """Open the enquiry's screen unless it is `opened`, write `note`, press the button for `step`."""
    opened = opened or client.get(screen(enquiry))
    data = form_of(opened) | {"note": note, "step": step}
    return client.post(screen(enquiry), data, follow=True)

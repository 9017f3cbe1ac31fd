"""Signs that a program has filled in the form. It is not told, and what it sent is kept as spam."""

from django.conf import settings


def why_spam(form, token):
    """Return why `form`, valid and sent with `token`, looks like a program's work, or "" if it doesn't."""
    if form.cleaned_data["website"]:
        return "A field was filled in that people don't see."
    if token.age < settings.ENQUIRY_MINIMUM_SECONDS:
        return f"It was sent within {settings.ENQUIRY_MINIMUM_SECONDS} seconds."
    return ""

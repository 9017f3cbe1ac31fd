"""The enquiry form. What browsers check in it (HTML Standard, 4.10.15) is checked here the same way."""

import re

from django import forms
from django.core.validators import RegexValidator

from home.enquiries.models import Enquiry
from home.enquiries.plain_text import PlainTextField

# At least so many digits, whatever else stands between them: "(555) 010-0199, extension 4".
PHONE = r"([^0-9]*[0-9]){5}.*"
# What browsers take for an address (HTML Standard, 4.10.5.1.5), on a host that has a dot in its name.
LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?"
EMAIL = rf"[a-zA-Z0-9.!#$%&'*+\/=?^_`\{{\|\}}~\-]+@{LABEL}(\.{LABEL})+"
WRITE_NAME = "Write your name."
WRITE_PHONE = "Write a phone number with at least five digits."
WRITE_EMAIL = "Write an e-mail address such as name@example.com."


class EnquiryForm(forms.ModelForm):
    """What a visitor is asked. `subjects` is a queryset of the pages that an enquiry can be about.

    `consent` is the sentence that the visitor agrees to.
    """

    name = PlainTextField(
        max_length=100,
        label="Your name",
        error_messages={"required": WRITE_NAME},
        widget=forms.TextInput({"autocomplete": "name", "pattern": r".*\S.*", "title": WRITE_NAME}),
    )
    phone = PlainTextField(
        max_length=40,
        required=False,
        label="Phone number",
        validators=[RegexValidator(rf"\A{PHONE}\Z", WRITE_PHONE)],
        widget=forms.TextInput(
            {"type": "tel", "autocomplete": "tel", "pattern": PHONE, "title": WRITE_PHONE}
        ),
    )
    email = PlainTextField(
        max_length=254,
        required=False,
        label="E-mail address",
        validators=[RegexValidator(rf"\A{EMAIL}\Z", WRITE_EMAIL)],
        widget=forms.EmailInput({"autocomplete": "email", "pattern": EMAIL, "title": WRITE_EMAIL}),
    )
    call_time = PlainTextField(
        max_length=120,
        required=False,
        label="When should we call? (optional)",
        help_text="For example: weekdays after 4 pm",
    )
    about = forms.ModelChoiceField(
        None,
        required=False,
        label="What is it about? (optional)",
        empty_label="Not sure, or something else",
        error_messages={"invalid_choice": "Choose something from the list."},
    )
    message = PlainTextField(
        max_length=1000,
        required=False,
        label="Message (optional)",
        help_text="Up to 1,000 characters. Please leave medical details for the call.",
        widget=forms.Textarea({"rows": 5}),
    )
    consent = forms.BooleanField(error_messages={"required": "Tick the box, so that we may contact you."})
    # Nobody sees this field; who fills it in is a program.
    website = PlainTextField(
        required=False,
        label="Leave this field empty",
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    reach = ("phone", "email")

    class Meta:
        model = Enquiry
        fields = ("name", "phone", "email", "call_time", "about", "message")

    def __init__(self, *args, subjects, consent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = subjects
        self.fields["about"].label_from_instance = lambda page: page.title
        self.fields["consent"].label = self.consent_text = consent

    def clean(self):
        """Require a way to answer, and keep what was agreed to and the name of the subject."""
        answers = super().clean()
        if not any(answers.get(name) or name in self.errors for name in self.reach):
            self.add_error("phone", "Write a phone number or an e-mail address, so that we can reach you.")
        self.instance.consent = self.consent_text
        self.instance.phone_digits = re.sub(r"\D", "", answers.get("phone", ""))
        self.instance.about_title = answers["about"].title if answers.get("about") else ""
        return answers

    @property
    def visible_questions(self):
        """The fields that a visitor sees, but the consent."""
        return [field for field in self.visible_fields() if field.name not in {"consent", "website"}]

    @property
    def fields_with_errors(self):
        """The fields to look at again, in order."""
        return [field for field in self if field.errors]

"""The enquiry form. What browsers check in it (HTML Standard, 4.10.15) is checked here the same way."""

from django import forms
from django.core.validators import RegexValidator

from home.enquiries.models import Enquiry
from home.enquiries.plain_text import PlainTextField

# At least so many digits, whatever else stands between them: "(555) 010-0199, extension 4".
PHONE = r"([^0-9]*[0-9]){5}.*"
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"


class EnquiryForm(forms.ModelForm):
    """What a visitor is asked. `subjects` is a queryset of the pages that an enquiry can be about.

    `consent` is the sentence that the visitor agrees to.
    """

    name = PlainTextField(
        max_length=100,
        label="Your name",
        error_messages={"required": "Write your name."},
        widget=forms.TextInput({"autocomplete": "name", "pattern": r".*\S.*"}),
    )
    phone = PlainTextField(
        max_length=40,
        required=False,
        label="Phone number",
        validators=[RegexValidator(rf"\A{PHONE}\Z", "Write a phone number with at least five digits.")],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "pattern": PHONE}),
    )
    email = forms.EmailField(
        max_length=254,
        required=False,
        label="E-mail address",
        error_messages={"invalid": "Write an e-mail address such as name@example.com."},
        widget=forms.EmailInput({"autocomplete": "email", "pattern": EMAIL}),
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
    website = forms.CharField(
        required=False,
        max_length=200,
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

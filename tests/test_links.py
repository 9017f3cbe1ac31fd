"""Links: exactly one target, an address that works, and nothing left of a link that leads nowhere."""

import pytest

from home.blocks import CallToActionBlock
from home.links import LinkBlock
from tests.forms import refused
from tests.html import holes, shown, words
from treatments.blocks import CareCardBlock


def test_link_needs_a_target():
    """A link without a target is a dead end."""
    assert refused(LinkBlock(), {"text": "Ask"}) == {
        "page": "Say where the link leads: choose a page, or fill in one of the fields below."
    }


@pytest.mark.django_db
def test_link_has_one_target_only(ketamine):
    """With two targets the editor and the site could mean different ones; each extra is marked."""
    targets = {
        "page": ketamine.pk,
        "url": "https://www.nih.gov/",
        "email": "a@clinic.example",
        "phone": "555 010 0199",
    }
    messages = refused(LinkBlock(), targets)
    assert set(messages) == {"url", "email", "phone"}
    assert all("Keep one target only" in message for message in messages.values())
    for name in targets:
        assert LinkBlock().clean(LinkBlock().to_python({name: targets[name]}))


@pytest.mark.django_db
def test_links_of_each_kind(ketamine):
    """Each kind of target gets its address, and words of its own while the editor writes none."""
    expected = {
        "page": (ketamine.pk, "/treatments/ketamine/", "Ketamine"),
        "url": ("https://www.nih.gov/", "https://www.nih.gov/", "https://www.nih.gov/"),
        "email": ("a@clinic.example", "mailto:a@clinic.example", "a@clinic.example"),
        "phone": ("+1 (555) 010-0199", "tel:+15550100199", "+1 (555) 010-0199"),
    }
    for target, (typed, href, label) in expected.items():
        link = shown(LinkBlock(), LinkBlock().to_python({target: typed})).a
        assert (link["href"], words(link)) == (href, label)
        named = shown(LinkBlock(), LinkBlock().to_python({target: typed, "text": "Ask us"})).a
        assert (named["href"], words(named)) == (href, "Ask us")


@pytest.mark.parametrize(
    ("typed", "href"),
    [("911", "tel:911"), ("(555) 010-0199", "tel:5550100199"), ("+44 20.7946.0000", "tel:+442079460000")],
)
def test_phone_numbers_can_be_called(typed, href):
    """People write a number with brackets and spaces; a phone wants it without."""
    block = CareCardBlock()
    card = block.clean(block.to_python({**block.meta.preview_value, "phone": typed}))
    button = shown(block, card).find("a")
    assert (button["href"], words(button)) == (href, f"Call {typed}")


@pytest.mark.parametrize("typed", ["call us", "555-HELP", "5", "555 0100 ext. 3", "+" + "1" * 26])
def test_what_is_no_phone_number_is_refused(typed):
    """A link that no phone can call is found out by its editor."""
    assert set(refused(LinkBlock(), {"phone": typed})) == {"phone"}


@pytest.mark.django_db
def test_link_to_a_page_that_is_taken_down_is_no_link(ketamine):
    """The words stay, so that a sentence stays whole; the dead link goes."""
    ketamine.unpublish()
    soup = shown(LinkBlock(), LinkBlock().to_python({"page": ketamine.pk}))
    assert (words(soup), soup.a) == ("Ketamine", None)
    action = CallToActionBlock()
    alone = shown(action, action.to_python({"text": "", "link": {"page": ketamine.pk}}))
    assert (words(alone), holes(alone)) == ("", [])

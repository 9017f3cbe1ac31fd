"""The initial content is the clinic's own text: all of it, in its order, and nothing that it does not say."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.models import Page

from home.models import HomePage
from tests.builders import publish
from tests.html import read, words
from treatments.models import TreatmentForCondition, TreatmentPage

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).with_name("migraine-treatment.txt").read_text(encoding="utf-8")
# What the site itself says: titles of lists, the status of a treatment, and links made of a title.
UI_WORDS = {
    "Conditions",
    "Treatments",
    "Off-label for this use",
    "About Ketamine",
    "About Migraine Treatment",
    "Print this page",
    "Large print",
    "Ask for a call back",
}
BESIDE_THE_TEXT = "nav, details, .notice"


def sentences():
    """Return the sentences and headings of the source text."""
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+|\n+", SOURCE) if sentence]


def pieces():
    """Return what must stand on the page in one piece each: sentences, headings and list items, in order."""
    found = []
    for sentence in sentences():
        lead_in, items = list_in(sentence)
        found += [lead_in, *items] if items else [sentence]
    return found


def list_in(sentence):
    """Return (lead-in, items) of a sentence that lists symptoms, else (sentence, [])."""
    if match := re.match(r"(The most common .* include) (.+)\.$", sentence):
        return match[1], match[2].split("; ")
    if match := re.match(r"(.* these additional symptoms:) (.+)\.$", sentence):
        return match[1], match[2].split(", ")
    return sentence, []


def own_text(response):
    """Return the page's main part without what the site adds to the clinic's text."""
    main = read(response).main
    for part in main.select(BESIDE_THE_TEXT):
        part.decompose()
    return main


def everything():
    """Return every row of the database, by model."""
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def test_source_text_is_split_as_meant():
    """The comparison below is as strict as its pieces: two lists of five items, and whole sentences."""
    lists = [items for sentence in sentences() if (items := list_in(sentence)[1])]
    assert [len(items) for items in lists] == [5, 5]
    assert re.findall(r"\w+", " ".join(pieces())) == re.findall(r"\w+", SOURCE)


def test_migraine_page_says_all_of_the_source_text(client):
    """A clinic's text may not lose a word, or an argument its order, on the way to the page."""
    shown = words(own_text(client.get("/conditions/migraine/"))).split()
    place = 0
    for piece in pieces():
        wanted = piece.split()
        starts = range(place, len(shown) - len(wanted) + 1)
        start = next((start for start in starts if shown[start : start + len(wanted)] == wanted), None)
        assert start is not None, f"missing, or not in its place: {piece}"
        place = start + len(wanted)


def test_symptoms_are_items_of_lists(client):
    """Lists are quick to scan; items stand without the commas and semicolons of the sentence."""
    items = [words(item) for item in own_text(client.get("/conditions/migraine/")).select("li")]
    assert items == [item for sentence in sentences() for item in list_in(sentence)[1]]


@pytest.mark.parametrize(
    "path", ["/", "/conditions/", "/conditions/migraine/", "/treatments/", "/treatments/ketamine/"]
)
def test_nothing_is_invented(client, path):
    """Nobody at the clinic has approved a sentence that its text does not hold."""
    response = client.get(path)
    soup = read(response)
    said = [" ".join(text.split()) for text in own_text(response).find_all(string=True) if text.strip()]
    said += soup.title.string.split(" \N{EN DASH} ")
    said.append(soup.find("meta", attrs={"name": "description"})["content"])
    source = " ".join(SOURCE.split())
    for text in said:
        in_source = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", source)
        assert in_source or text in UI_WORDS, f"not in the source text: {text}"


def test_clinic_has_no_made_up_details(clinic):
    """A wrong phone number on a clinic's site does harm, so a new site has none."""
    assert clinic.name == "Migraine Treatment"
    empty = ["logo", "phone", "email", "address", "opening_hours", "footer_text", "footer_links", "map_url"]
    assert [name for name in empty if getattr(clinic, name)] == []


def test_only_the_crisis_lines_can_be_called(client):
    """The one number on a new site is the public crisis line, and no address or e-mail is on it."""
    for page in Page.objects.live().filter(depth__gt=1):
        soup = read(client.get(page.url))
        assert {a["href"] for a in soup.select("a[href^='tel:'], a[href^='mailto:']")} == {
            "tel:988",
            "tel:911",
        }
        assert not soup.select("address")


def test_ketamine_for_migraine_is_off_label_on_both_pages(client, clinic):
    """Ketamine is not approved for migraine; whoever reads of it reads that too."""
    assert [link.regulatory_status for link in TreatmentForCondition.objects.all()] == ["off_label"]
    for path in ("/conditions/migraine/", "/treatments/ketamine/"):
        section = read(client.get(path)).find("h2", string="How Does Ketamine Help Migraines?").parent
        assert words(section.select_one(".status")) == "Off-label for this use"
        assert "official approval does not cover" in words(section.select_one(".notice"))


def test_loading_again_changes_nothing():
    """The loader runs at every start of the site."""
    before = everything()
    call_command("load_initial_content")
    assert everything() == before


def test_loading_leaves_an_editors_work_alone(migraine, ketamine):
    """An editor may have reworded, renamed, moved or deleted anything since the first start."""
    home = HomePage.objects.get()
    home.title, home.slug = "Our clinic", "our-clinic"
    migraine.summary, migraine.slug = "Reworded.", "headaches"
    publish(home)
    publish(migraine)
    migraine.treatment_links.clear()
    publish(migraine)
    ketamine.delete()
    before = everything()
    call_command("load_initial_content")
    assert everything() == before
    assert not TreatmentPage.objects.exists()


def too_long(page):
    page["subtitle"] = "word " * 25


def section_without_heading(page):
    page["body"] = [{"type": "section", "value": {"heading": "", "content": []}}]


def unknown_status(page):
    page["treatment_links"][0]["regulatory_status"] = "maybe"


@pytest.mark.parametrize("break_words", [too_long, section_without_heading, unknown_status])
def test_words_that_break_a_rule_leave_nothing_behind(monkeypatch, tmp_path, break_words):
    """A site with half of its pages looks finished to the loader's next run, and to visitors."""
    HomePage.objects.get().delete()
    before = everything()
    app = apps.get_app_config("treatments")
    shutil.copytree(Path(app.path, "initial_content"), tmp_path / "initial_content")
    file = tmp_path / "initial_content" / "migraine.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    break_words(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(app, "path", str(tmp_path))
        with pytest.raises(ValidationError):
            call_command("load_initial_content")
    assert everything() == before
    call_command("load_initial_content")
    assert Page.objects.filter(slug="migraine").exists()


def test_addresses_inside_a_page_stay_the_same(client):
    """A link to a section breaks when its block has no id of its own and gets a new one at each visit."""
    first, second = (
        [section["id"] for section in read(client.get("/conditions/migraine/")).select("section[id]")]
        for _ in range(2)
    )
    assert first == second
    assert all(re.fullmatch(r"section-[0-9a-f-]{36}|use-\d+-\d+", anchor) for anchor in first[:2])


def test_every_block_has_an_id():
    """Comments, comparisons of versions and anchors need the id of each block and list item."""
    for page in Page.objects.filter(depth__gt=1).specific():
        blocks = list(blocks_in([list(page.body.raw_data)] if hasattr(page, "body") else []))
        assert all(block.get("id") for block in blocks)
        assert blocks or not getattr(page, "body", None)


def blocks_in(raw):
    """Yield each block and list item in a stream's `raw` data, at any depth."""
    if isinstance(raw, list):
        for item in raw:
            yield from blocks_in(item)
    elif isinstance(raw, dict):
        if {"type", "value"} <= raw.keys():
            yield raw
        for item in raw.values():
            yield from blocks_in(item)

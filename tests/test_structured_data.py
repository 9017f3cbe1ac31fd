"""What search engines read: valid JSON-LD, true to the page, and nothing in it that could run."""

import json
from datetime import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from tests import builders
from tests.clinical_review.acting import confirm, signed_in
from tests.html import read, words
from treatments.blocks import ListKind
from treatments.models import ConditionPage, RegulatoryStatus

pytestmark = pytest.mark.django_db


def structured_data(client, page):
    """Return the nodes of the JSON-LD of the public `page`, as a list."""
    [script] = read(client.get(page.url)).select("script[type='application/ld+json']")
    data = json.loads(script.string)
    assert data.pop("@context") == "https://schema.org"
    return data.pop("@graph")


def node(client, page, kind):
    """Return the one node of type `kind` in the JSON-LD of `page`."""
    [found] = [node for node in structured_data(client, page) if node["@type"] == kind]
    return found


def make_private(page):
    """Let only people who sign in read `page`."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def parts(value):
    """Yield every dict in `value`, however deep."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(part)


def path(address):
    """Return the path of an address of the test site."""
    return "/" + address.split("://", 1)[1].partition("/")[2]


def test_each_page_is_whole(client, every_page):
    """Nothing points to what is not there, nothing is empty, and each address answers."""
    for page in every_page.values():
        graph = structured_data(client, page)
        found = [node["@id"] for node in graph]
        assert len(found) == len(set(found))
        for part in parts(graph):
            assert all(part.values()), part
            assert "@type" in part or set(part) == {"@id"}
            if set(part) == {"@id"}:
                assert part["@id"] in found, (page.url, part)
            for address in (part.get("url"), part.get("item")):
                # The addresses of sources are other sites'.
                if address and part["@type"] not in {"CreativeWork", "ScholarlyArticle"}:
                    assert client.get(path(address)).status_code == 200, address


def test_each_page_says_which_it_is(client, every_page):
    """The page itself, in the site and under its breadcrumb, with the dates on which it was published."""
    for page in every_page.values():
        graph = structured_data(client, page)
        [main] = [node for node in graph if node["@id"] == f"{page.full_url}#page"]
        assert (main["name"], main["url"]) == (page.title, page.full_url)
        assert datetime.fromisoformat(main["datePublished"]) == page.first_published_at
        assert datetime.fromisoformat(main["dateModified"]) == page.last_published_at
        trail = [node for node in graph if node["@type"] == "BreadcrumbList"]
        shown = [words(item) for item in read(client.get(page.url)).select(".breadcrumbs li")]
        assert [[item["name"] for item in node["itemListElement"]] for node in trail] == (
            [shown] if shown else []
        )
        assert [[item["position"] for item in node["itemListElement"]] for node in trail] == (
            [list(range(1, len(shown) + 1))] if shown else []
        )


def test_clinic_says_what_its_settings_hold(client, clinic, migraine):
    """A phone number that search engines show is the clinic's own, and none is made up."""
    stated = node(client, migraine, "MedicalClinic")
    assert set(stated) == {"@type", "@id", "url", "name"}
    builders.complete(clinic, builders.make_standard_page())
    stated = node(client, migraine, "MedicalClinic")
    assert stated["telephone"] == "(555) 010-0199"
    assert stated["email"] == "frontdesk@clinic.example"
    assert stated["address"] == "1 Example Street, Exampleton, EX 00000"
    assert stated["logo"].endswith(".png")
    clinic.name = ""
    clinic.save()
    kinds = {node["@type"] for node in structured_data(client, migraine)}
    assert "MedicalClinic" not in kinds and "WebSite" in kinds


def test_condition_says_symptoms_and_triggers(client):
    """An editor says whether a list is of symptoms or of triggers: that is what it is for."""
    lists = [
        ("symptom_list", {"kind": kind, "lead_in": "For example", "items": [item]})
        for kind, item in ((ListKind.SYMPTOMS, "nausea"), (ListKind.TRIGGERS, "stress"))
    ]
    page = builders.make_condition(body=builders.body(ConditionPage, ("What it is like", lists)))
    condition = node(client, page, "MedicalCondition")
    assert condition["signOrSymptom"] == [{"@type": "MedicalSymptom", "name": "nausea"}]
    assert condition["riskFactor"] == [{"@type": "MedicalRiskFactor", "name": "stress"}]
    assert node(client, page, "MedicalWebPage")["about"] == {"@id": condition["@id"]}


def test_condition_has_a_name_of_its_own(client, migraine):
    """“Migraine Treatment” is the title of a page and no illness."""
    assert node(client, migraine, "MedicalCondition")["name"] == "Migraine"
    assert (
        node(client, builders.make_condition("Cluster headache"), "MedicalCondition")["name"]
        == "Cluster headache"
    )


@pytest.mark.parametrize("status", RegulatoryStatus)
def test_no_use_is_told_as_approved_by_the_markup(client, ketamine, status):
    """An off-label use is a possible treatment, with its status in words, and never an indication."""
    page = builders.link_treatment(builders.make_condition(), ketamine, status)
    [treatment] = node(client, page, "MedicalCondition")["possibleTreatment"]
    expected = {"@type": "MedicalTherapy", "name": "Ketamine", "url": ketamine.full_url}
    if status != RegulatoryStatus.NOT_STATED:
        expected["legalStatus"] = status.label
    assert treatment == expected
    for shown in (page, ketamine):
        assert "ndication" not in json.dumps(structured_data(client, shown))
    assert node(client, ketamine, "MedicalTherapy")["name"] == "Ketamine"


@pytest.mark.parametrize("close", [lambda page: page.unpublish(), make_private])
def test_closed_treatment_is_not_told(client, ketamine, close):
    """What visitors can't read about, machines are not told of, and no link leads there."""
    page = builders.link_treatment(builders.make_condition(), ketamine, RegulatoryStatus.OFF_LABEL)
    assert ketamine.url in {link["href"] for link in read(client.get(page.url)).main.select("a")}
    close(ketamine)
    assert "possibleTreatment" not in node(client, page, "MedicalCondition")
    assert ketamine.url not in {link["href"] for link in read(client.get(page.url)).main.select("a")}


def test_questions_are_told(client):
    """A question that the page answers can be answered in a list of results."""
    answer = "<p>On <b>weekdays</b>.</p><ul><li>9 am to noon</li></ul>"
    asked = {"questions": [{"question": "When can I “call”?", "answer": answer}]}
    page = builders.make_standard_page(body=builders.body(StandardPage, ("Asked", [("questions", asked)])))
    [question] = node(client, page, "FAQPage")["mainEntity"]
    assert question["name"] == "When can I “call”?"
    assert " ".join(question["acceptedAnswer"]["text"].split()) == "On weekdays. 9 am to noon"


def test_sources_are_told(client):
    """What the page rests on, as it is printed, with the year and the address."""
    page = builders.make_full_condition()
    paper, guideline = node(client, page, "MedicalWebPage")["citation"]
    assert paper == {
        "@type": "ScholarlyArticle",
        "name": "Migraine photophobia",
        "creditText": "Noseda R, Bernstein CA, Nir RR",
        "publisher": {"@type": "Organization", "name": "Brain"},
        "datePublished": "2016",
        "url": "https://doi.org/10.1093/migraine-photophobia",
    }
    assert guideline == {"@type": "CreativeWork", "name": "A guideline", "url": "https://www.nih.gov/"}


def test_review_is_told_while_it_holds(client, migraine):
    """Who reviewed it and when, for machines too, and only for the words that were reviewed."""
    assert not {"lastReviewed", "reviewedBy"} & set(node(client, migraine, "MedicalWebPage"))
    confirm(signed_in(builders.make_reviewer()), migraine)
    told = node(client, migraine, "MedicalWebPage")
    assert told["lastReviewed"] == timezone.localdate().isoformat()
    assert told["reviewedBy"] == {"@type": "Person", "name": "Jane Doe, MD"}
    migraine.search_description = "Nobody has reviewed this line"
    builders.publish(migraine)
    told = node(client, migraine, "MedicalWebPage")
    assert "lastReviewed" in told
    assert told["description"] == migraine.summary
    migraine.refresh_from_db()
    migraine.subtitle = "Something else"
    builders.publish(migraine)
    assert not {"lastReviewed", "reviewedBy"} & set(node(client, migraine, "MedicalWebPage"))


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script> & <!-- more", "Say \"yes\" \\ 'no'", "Migraine 🧠 ≠ “headache”"],
)
def test_nothing_breaks_out_of_the_script(client, title):
    """A title is text, whatever somebody writes into it."""
    page = builders.make_condition(title, slug="odd")
    assert "alert(1)</script>" not in client.get(page.url).content.decode()
    assert node(client, page, "MedicalWebPage")["name"] == title


def test_draft_preview_of_a_new_page_says_nothing(editor, migraine):
    """A page without an address has nothing to tell yet, and its preview must open."""
    from treatments.models import ConditionIndexPage

    page = ConditionPage(title="New", slug="new", summary="Not yet saved.")
    parent = ConditionIndexPage.objects.get()
    page.set_url_path(parent)
    page.path, page.depth = parent.path + "0009", parent.depth + 1
    response = page.make_preview_request()
    assert response.status_code == 200

"""What search engines are told of a condition or treatment page, in schema.org's health terms.

What a treatment does for a condition is told as a possible treatment with its legal status in words, never
as an indication: schema.org's ApprovedIndication says that a regulator has approved the use, and a page
may not say so by way of its markup.
"""

from home.structured_data import reference, without_blanks
from treatments.blocks import ListKind

ITEM_TYPES = {ListKind.SYMPTOMS: "MedicalSymptom", ListKind.TRIGGERS: "MedicalRiskFactor"}


def clinical_nodes(page, web_page, subject, review):
    """Return the nodes of `page`: `web_page`, made a MedicalWebPage, and `subject`, what it is about.

    `review` is the page's ReviewState. Who reviewed it and when is said only while the review holds for the
    words on the page.
    """
    node = {
        **web_page,
        "@type": "MedicalWebPage",
        "about": reference(subject),
        "citation": [citation(source) for source in page.sources],
    }
    if review.holds:
        node["lastReviewed"] = review.approval.reviewed_on.isoformat()
        node["reviewedBy"] = {"@type": "Person", "name": review.approval.reviewer}
    return [without_blanks(node), subject]


def medical_condition(page, links):
    """Return the MedicalCondition that `page`, a ConditionPage, is about.

    `links` are its TreatmentForCondition objects with a treatment that visitors can read about.
    """
    node = {
        "@type": "MedicalCondition",
        "@id": f"{page.address}#condition",
        "name": page.condition_name or page.title,
        "signOrSymptom": listed_items(page, ListKind.SYMPTOMS),
        "riskFactor": listed_items(page, ListKind.TRIGGERS),
        "possibleTreatment": [possible_treatment(link) for link in links],
    }
    return without_blanks(node)


def possible_treatment(link):
    """Return the MedicalTherapy that `link`, a TreatmentForCondition, speaks of."""
    node = {
        "@type": "MedicalTherapy",
        "name": link.treatment.title,
        "url": link.treatment.address,
        "legalStatus": link.shown_status,
    }
    return without_blanks(node)


def medical_therapy(page):
    """Return the MedicalTherapy that `page`, a TreatmentPage, is about."""
    return {"@type": "MedicalTherapy", "@id": f"{page.address}#therapy", "name": page.title}


def listed_items(page, kind):
    """Return the items in the lists of `page` that are of `kind`, a ListKind, as schema.org's type of it."""
    return [
        {"@type": ITEM_TYPES[kind], "name": item}
        for section in page.body
        for block in section.value["content"]
        if block.block_type == "symptom_list" and block.value["kind"] == kind
        for item in block.value["items"]
    ]


def citation(source):
    """Return the work that `source`, a Source, is, with everything that the page prints of it."""
    node = {
        "@type": "ScholarlyArticle" if source.doi or source.pmid else "CreativeWork",
        "name": source.title,
        "creditText": source.authors,
        "publisher": source.publisher and {"@type": "Organization", "name": source.publisher},
        "datePublished": source.year and str(source.year),
        "url": source.locator,
    }
    return without_blanks(node)

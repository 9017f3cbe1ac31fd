"""What search engines are told of a condition or treatment page, in schema.org's health terms."""

from treatments.blocks import ListKind

ITEM_TYPES = {ListKind.SYMPTOMS: "MedicalSymptom", ListKind.TRIGGERS: "MedicalRiskFactor"}


def medical_web_page(page, review):
    """Return the schema.org MedicalWebPage of `page`, whose ReviewState is `review`.

    Who reviewed it and when is said only while the review holds for the words on the page.
    """
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": page.full_url,
        "name": page.title,
        "description": page.summary,
    }
    if items := mentioned_items(page):
        data["mentions"] = items
    if review.holds:
        data["lastReviewed"] = review.approval.reviewed_on.isoformat()
        data["reviewedBy"] = {"@type": "Person", "name": review.approval.reviewer}
    return data


def mentioned_items(page):
    """Return the symptoms and triggers in the lists of `page`, each as schema.org's type of it."""
    return [
        {"@type": ITEM_TYPES[block.value["kind"]], "name": item}
        for section in page.body
        for block in section.value["content"]
        if block.block_type == "symptom_list"
        for item in block.value["items"]
    ]

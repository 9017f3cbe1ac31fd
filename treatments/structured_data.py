"""What search engines are told of a condition or treatment page, in schema.org's health terms."""


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
    if review.holds:
        data["lastReviewed"] = review.approval.reviewed_on.isoformat()
        data["reviewedBy"] = {"@type": "Person", "name": review.approval.reviewer}
    return data

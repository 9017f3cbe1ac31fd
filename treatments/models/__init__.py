from treatments.clinical_review.models import ClinicalApproval, ClinicalReviewSettings, ReviewReminder
from treatments.clinical_review.workflow import ClinicalReviewTask
from treatments.models.clinical_page import ClinicalPage
from treatments.models.clinician import Clinician
from treatments.models.condition import (
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    TreatmentForCondition,
)
from treatments.models.source import ConditionCitation, Source, TreatmentCitation
from treatments.models.treatment import TreatmentIndexPage, TreatmentPage

__all__ = [
    "ClinicalApproval",
    "ClinicalPage",
    "ClinicalReviewSettings",
    "ClinicalReviewTask",
    "Clinician",
    "ConditionCitation",
    "ConditionIndexPage",
    "ConditionPage",
    "RegulatoryStatus",
    "ReviewReminder",
    "Source",
    "TreatmentCitation",
    "TreatmentForCondition",
    "TreatmentIndexPage",
    "TreatmentPage",
]

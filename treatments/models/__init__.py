from treatments.models.clinical_page import ClinicalPage
from treatments.models.condition import (
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    TreatmentForCondition,
)
from treatments.models.source import ConditionCitation, Source, TreatmentCitation
from treatments.models.treatment import TreatmentIndexPage, TreatmentPage

__all__ = [
    "ClinicalPage",
    "ConditionCitation",
    "ConditionIndexPage",
    "ConditionPage",
    "RegulatoryStatus",
    "Source",
    "TreatmentCitation",
    "TreatmentForCondition",
    "TreatmentIndexPage",
    "TreatmentPage",
]

from treatments.models.clinical_page import ClinicalPage
from treatments.models.condition import ConditionIndexPage, ConditionPage, TreatmentForCondition
from treatments.models.source import Source
from treatments.models.treatment import TreatmentIndexPage, TreatmentPage

__all__ = [
    "ClinicalPage",
    "ConditionIndexPage",
    "ConditionPage",
    "Source",
    "TreatmentForCondition",
    "TreatmentIndexPage",
    "TreatmentPage",
]

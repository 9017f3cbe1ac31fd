"""The editor's forms of condition and treatment pages."""

from home.forms import SitePageForm
from treatments.models.page_row import PageRow


class ClinicalPageForm(SitePageForm):
    """The form of a page whose rows each point to something else: what is chosen is chosen once."""

    # The relations whose rows must differ: {relation: the field of a row that says what was chosen}.
    chosen_once = {"citations": "source"}

    def clean(self):
        """Mark what is chosen twice, at its second place, once the page is to be published."""
        cleaned_data = super().clean()
        if not self.is_deferred_validation:
            for relation, field in self.chosen_once.items():
                self.refuse_repetition(self.formsets[relation], field)
        return cleaned_data

    def save(self, commit=True):
        """Save the page with the rows that the editor saw, and no others.

        A draft saves itself while somebody types. Where its answer is late or lost, the form sends a row once
        more that is saved already, as one without a number; both would show to visitors.
        """
        for formset in self.formsets.values():
            if issubclass(formset.model, PageRow):
                rows = getattr(self.instance, formset.rel_name)
                sent = {form.instance.pk for form in formset.initial_forms}
                rows.remove(*(row for row in rows.all() if row.pk not in sent))
        return super().save(commit)

    def refuse_repetition(self, formset, field):
        """Add an error to each row of `formset` that chooses in `field` what an earlier row has chosen."""
        formset.is_valid()  # fills the cleaned_data of its rows
        chosen = set()
        for row in formset.forms:
            choice = getattr(row, "cleaned_data", {}).get(field)
            if choice is None or row.cleaned_data.get("DELETE"):
                continue
            if choice.pk in chosen:
                row.add_error(field, f"This {field} is in the list already. Keep one of the two.")
                self.add_error(None, f"“{choice}” is in the list twice.")
            chosen.add(choice.pk)


class ConditionPageForm(ClinicalPageForm):
    """The form of a condition, which also links to each treatment once."""

    chosen_once = {**ClinicalPageForm.chosen_once, "treatment_links": "treatment"}

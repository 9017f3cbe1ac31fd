// A page's editor: a button at the foot waits until the draft that saves itself is saved. Sent beside it, a new page
// would be made twice, and whichever of the two ended last would decide what the page says.
const form = document.querySelector("[data-edit-form]");

let isSaving = false;
let waiting = null;

function saved() {
  isSaving = false;
  if (!waiting) return;
  const button = waiting;
  waiting = null;
  button.disabled = false; // the admin disables what was clicked, and the name of a disabled button is not sent
  form.requestSubmit(button);
}

form?.addEventListener("w-autosave:save", () => {
  isSaving = true;
});
form?.addEventListener("w-autosave:success", saved);
form?.addEventListener("w-autosave:error", saved);

form?.addEventListener(
  "submit",
  (event) => {
    if (!isSaving || !event.submitter) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
  },
  { capture: true },
);

// What is typed while the page is on its way would be saved beside it.
form?.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) form.dataset.wAutosaveActiveValue = "false";
});
window.addEventListener("pageshow", (event) => {
  if (form && event.persisted) form.dataset.wAutosaveActiveValue = "true";
});

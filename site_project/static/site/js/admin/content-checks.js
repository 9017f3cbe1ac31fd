// Lets Wagtail's checker mark what the site found on the page. Runs in previews, right after Wagtail's user bar
// and before it reads its configuration.
const { userbar } = window.wagtail;
const configuration = userbar.shadowRoot.querySelector("#checker-axe-configuration");
const ours = JSON.parse(configuration.textContent);

// The editor around the preview asks for the rules that it was opened with. One that is unknown here, because
// the watch list has changed since, would stop all checks.
function addRulesOfTheEditor() {
  const editor = window.parent.document.querySelector("#checker-axe-configuration");
  if (!editor) return;
  const { spec } = JSON.parse(editor.textContent);
  for (const kind of ["rules", "checks"]) {
    const known = new Set(ours.spec[kind].map(({ id }) => id));
    ours.spec[kind].push(...spec[kind].filter(({ id }) => !known.has(id)));
  }
  configuration.textContent = JSON.stringify(ours);
}

function passes(element, { selectors }) {
  return !selectors.some((selector) => element.matches(selector));
}

addRulesOfTheEditor();
for (const { id } of ours.spec.checks) {
  if (id.startsWith("site-content/")) userbar.registerCheck(id, passes);
}

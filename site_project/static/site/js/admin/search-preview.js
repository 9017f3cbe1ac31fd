// The tab "Search and sharing" of a page's editor: its preview follows the typing, its advice each save.
const PAUSE = 400; // milliseconds without a key before the preview is renewed

const form = document.querySelector("[data-edit-form]");
const preview = document.querySelector("[data-search-preview]");
const status = document.querySelector("[data-search-preview-status]");
const advice = document.querySelector("[data-page-advice]");
const fields = preview.dataset.fields.split(" ");

let pause;
let request = new AbortController();

function typed() {
  const all = new FormData(form);
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", ...fields]) data.set(name, all.get(name) ?? "");
  return data;
}

async function put(place, address, options) {
  try {
    const answer = await fetch(address, options);
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    // The next change or save asks again; until then the last state stands.
  }
}

function announce() {
  const said = [...preview.querySelectorAll("[data-advice]")].map((item) => item.textContent).join(" ");
  if (status.textContent !== said) status.textContent = said;
}

async function renew() {
  request.abort();
  request = new AbortController();
  await put(preview, preview.dataset.searchPreview, {
    method: "POST",
    body: typed(),
    signal: request.signal,
  });
  announce();
}

function followTyping(event) {
  if (!fields.includes(event.target.name)) return;
  clearTimeout(pause);
  pause = setTimeout(renew, PAUSE);
}

function followSave(event) {
  const page = event.detail?.data?.pk;
  if (page) put(advice, `${advice.dataset.pageAdvice}?page=${page}`);
}

function goTo(event) {
  const path = event.target.closest("[data-advice-path]")?.dataset.advicePath;
  const place = path
    ?.split(".")
    .reduce((outer, name) => outer?.querySelector(`[data-contentpath="${CSS.escape(name)}"]`), document);
  if (!place) return;
  event.preventDefault();
  const tab = place.closest("[role=tabpanel]")?.id;
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab}"]`).click();
  // The tab opens a moment after the click, and what is hidden can't be focused.
  requestAnimationFrame(() => {
    place.scrollIntoView({ block: "center" });
    place.querySelector("input:not([type=hidden]), textarea, [contenteditable=true]")?.focus();
  });
}

form.addEventListener("input", followTyping);
form.addEventListener("change", followTyping);
document.addEventListener("w-autosave:success", followSave);
advice.addEventListener("click", goTo);

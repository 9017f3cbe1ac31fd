// What the page's own buttons do. One file, because each is one more request on a phone's bad line.

// The low-glare switch. What it was set to is shown by includes/theme.html, before anything is painted.
const root = document.documentElement;
const button = document.querySelector(".theme-switch");

function isLowGlare() {
  return root.dataset.theme
    ? root.dataset.theme === "low-glare"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

function remember(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // The switch still works for this page.
  }
}

function show() {
  button.setAttribute("aria-pressed", String(isLowGlare()));
}

if (button) {
  button.addEventListener("click", () => {
    showTheme(isLowGlare() ? "daylight" : "low-glare");
    remember(root.dataset.theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  button.hidden = false;
  show();
}

// "Print this page" opens the browser's own dialog; without scripts the browser's menu does the same.
for (const button of document.querySelectorAll(".print-button")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}

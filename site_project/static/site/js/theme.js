// The low-glare switch. Loaded before the styles, so that a chosen theme is there at the first paint.
const root = document.documentElement;

function remembered() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is blocked: the system's own preference stands
  }
}

function remember(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // The switch still works for this page.
  }
}

function isLowGlare() {
  return root.dataset.theme
    ? root.dataset.theme === "low-glare"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

// The browser's own parts, such as what it paints before a page, follow the choice as well.
function tellBrowser() {
  const chosen = root.dataset.theme;
  if (!chosen) return;
  document.querySelector("meta[name=color-scheme]").content = chosen === "low-glare" ? "dark" : "light";
  const [daylight, lowGlare] = document.querySelectorAll("meta[name=theme-color]");
  if (!lowGlare) return;
  daylight.media = chosen === "daylight" ? "all" : "not all";
  lowGlare.media = chosen === "low-glare" ? "all" : "not all";
}

function showSwitch() {
  const button = document.querySelector(".theme-switch");
  if (!button) return;
  const show = () => button.setAttribute("aria-pressed", String(isLowGlare()));
  button.addEventListener("click", () => {
    root.dataset.theme = isLowGlare() ? "daylight" : "low-glare";
    remember(root.dataset.theme);
    tellBrowser();
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  button.hidden = false;
  show();
}

const theme = remembered();
if (theme === "low-glare" || theme === "daylight") root.dataset.theme = theme;
tellBrowser();
document.addEventListener("DOMContentLoaded", showSwitch);

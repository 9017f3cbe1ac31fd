// "Print this page" opens the browser's own dialog; without scripts the browser's menu does the same.
for (const button of document.querySelectorAll(".print-button")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}

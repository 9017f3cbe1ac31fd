// Returns what a finger may miss: links and controls in `root`, a selector, that stand outside running text and
// are smaller than 24 by 24 pixels.
// A target is where a tap lands, so a link that is stretched over its card counts with the whole card.
(root) => {
  const HALF = 11.9;
  const isInText = (element) => {
    const block = element.closest("p, li, dd, td, figcaption, address");
    const around = block?.textContent.replace(element.textContent, "").trim();
    return getComputedStyle(element).display === "inline" && Boolean(around);
  };
  const small = [];
  const targets = "a[href], button, summary, input, select, textarea";
  for (const element of document.querySelector(root).querySelectorAll(targets)) {
    if (element.closest("[aria-hidden=true]")) continue; // nobody is to hit it
    if (!element.checkVisibility({ visibilityProperty: true }) || isInText(element)) continue;
    element.focus({ preventScroll: true }); // the skip link is on the screen only then
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const box = element.getClientRects()[0];
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const lands = (dx, dy) => element.contains(document.elementFromPoint(x + dx, y + dy));
    if (!(lands(0, -HALF) && lands(0, HALF) && lands(-HALF, 0) && lands(HALF, 0))) {
      small.push(`${element.textContent.trim()} (${Math.round(box.width)} × ${Math.round(box.height)})`);
    }
  }
  document.activeElement.blur();
  scrollTo(0, 0);
  return small;
}

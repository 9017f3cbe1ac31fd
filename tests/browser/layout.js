// Returns the visible texts that a reader can't see whole: what hangs over the page's sides, what a box cuts off,
// and what lies on another text.
() => {
  const width = document.documentElement.clientWidth;
  const lines = [];
  const lost = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
    if (parent.closest("[aria-hidden=true]")) continue; // nobody is to see it
    const range = document.createRange();
    range.selectNodeContents(node);
    const words = node.data.trim().slice(0, 40);
    const ancestors = [];
    for (let element = parent; element && element !== document.body; element = element.parentElement) {
      ancestors.push(element);
    }
    const scrolls = ancestors.some((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX));
    const boxes = ancestors.filter((element) =>
      ["hidden", "clip"].includes(getComputedStyle(element).overflowX),
    );
    for (const line of range.getClientRects()) {
      if (line.width === 0) continue;
      if (!scrolls && (line.left < -1 || line.right > width + 1)) lost.push(`over the side: ${words}`);
      for (const box of boxes.map((element) => element.getBoundingClientRect())) {
        const inside =
          line.left >= box.left - 1 &&
          line.right <= box.right + 1 &&
          line.top >= box.top - 1 &&
          line.bottom <= box.bottom + 1;
        if (!inside) lost.push(`cut off: ${words}`);
      }
      if (!scrolls) lines.push({ line, words, node });
    }
  }
  // The ink of a line is lower than its box: a quarter of it may be shared with the line above.
  const slack = (one, other) => Math.min(one.height, other.height) / 4;
  for (const [index, one] of lines.entries()) {
    for (const other of lines.slice(index + 1)) {
      if (one.node === other.node) continue;
      const across =
        Math.min(one.line.right, other.line.right) - Math.max(one.line.left, other.line.left);
      const down = Math.min(one.line.bottom, other.line.bottom) - Math.max(one.line.top, other.line.top);
      if (across > 1 && down > slack(one.line, other.line)) lost.push(`overlap: ${one.words} / ${other.words}`);
    }
  }
  return lost;
}

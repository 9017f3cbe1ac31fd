// Returns every visible text of the page with its contrast, and how bright each painted thing is;
// for `part` "focus" the width of the ring around the focused element, and its contrast.
(part) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  // The colour that stays when `layers`, CSS colours of any notation, lie one over the other: sRGB, 0 to 1.
  const painted = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((channel) => channel / 255);
  };
  const luminance = (layers) => {
    const [red, green, blue] = painted(layers).map((channel) =>
      channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

  const isDrawn = (style) => !["none", "normal"].includes(style.content);
  const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !["SCRIPT", "STYLE"].includes(element.tagName);
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className || "-"}`;

  // The backgrounds that `element` may stand on, from the page up: a shape that its ancestor draws with
  // ::before or ::after and places freely may or may not lie under it, so both cases count.
  const backgrounds = (element) => {
    const parent = element.parentElement;
    const below = parent ? backgrounds(parent) : [["white"]];
    const own = getComputedStyle(element).backgroundColor;
    const stacks = below.map((layers) => [...layers, own]);
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (isDrawn(style) && style.position === "absolute" && !style.backgroundColor.endsWith(", 0)")) {
        stacks.push(...stacks.map((layers) => [...layers, style.backgroundColor]));
      }
    }
    return stacks;
  };

  if (part === "focus") {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const ratios = backgrounds(element.parentElement).map((layers) =>
      contrast(luminance([...layers, outlineColor]), luminance(layers)),
    );
    return { where: name(element), style: outlineStyle, width: parseFloat(outlineWidth), ratio: Math.min(...ratios) };
  }

  const texts = [];
  const measure = (where, words, colour, stacks) => {
    for (const layers of stacks) {
      const ink = luminance([...layers, colour]);
      const ratio = Math.round(contrast(ink, luminance(layers)) * 100) / 100;
      texts.push({ where, words: words.trim().slice(0, 40), ratio, ink });
    }
  };
  const bright = [];
  const weigh = (where, layers) => bright.push({ where, luminance: luminance(layers) });

  for (const element of document.querySelectorAll("*")) {
    if (!isVisible(element)) continue;
    const style = getComputedStyle(element);
    const stacks = backgrounds(element);
    weigh(`background of ${name(element)}`, stacks.at(-1));
    for (const side of ["Top", "Right", "Bottom", "Left"]) {
      if (parseFloat(style[`border${side}Width`]) > 0) {
        weigh(`border of ${name(element)}`, [...stacks[0], style[`border${side}Color`]]);
      }
    }
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = words.map((node) => node.data).join("");
    if (text.trim()) {
      measure(name(element), text, style.color, stacks);
      weigh(`text of ${name(element)}`, [...stacks[0], style.color]);
    }
    if (style.display === "list-item" && style.listStyleType !== "none") {
      measure(`${name(element)}::marker`, text, getComputedStyle(element, "::marker").color, stacks);
    }
    for (const pseudo of ["::before", "::after"]) {
      const drawn = getComputedStyle(element, pseudo);
      if (!isDrawn(drawn)) continue;
      const content = drawn.content.replace(/ \/ "[^"]*"$/, "").replaceAll('"', "");
      const inner = stacks.map((layers) => [...layers, drawn.backgroundColor]);
      weigh(`${pseudo} of ${name(element)}`, inner[0]);
      if (content.trim()) measure(name(element) + pseudo, content, drawn.color, inner);
    }
  }
  return {
    texts,
    bright,
    surface: luminance(backgrounds(document.body)[0]),
    pictures: [...document.images].map((image) => getComputedStyle(image).filter),
  };
}

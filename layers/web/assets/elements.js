// @ts-check
// Page elements. Text from the data reaches the page through `textContent` here and nowhere else.

/**
 * @param {string} id
 * @returns {any} an element that the page is known to have
 */
function byId(id) {
  return document.getElementById(id);
}

/** Writes the texts of the skeleton, which itself holds none. */
function fillSkeleton() {
  for (const element of /** @type {Iterable<any>} */ (document.querySelectorAll("[data-text], [data-label], [data-title]"))) {
    const { text, label, title } = element.dataset;
    if (text) element.textContent = TEXT.page[text];
    if (label) element.setAttribute("aria-label", TEXT.page[label]);
    if (title) element.title = TEXT.page[title];
  }
  for (const button of byId("presets").querySelectorAll("[data-days]")) {
    button.textContent = TEXT.lastDays(Number(button.dataset.days));
    button.title = TEXT.lastDaysTitle(Number(button.dataset.days));
  }
  for (const [id, options] of /** @type {[string, [string, string][]][]} */ ([
    ["step", TEXT.steps], ["mode", TEXT.modes], ["speed", TEXT.speeds],
  ])) byId(id).append(...options.map(makeOption));
  byId("speed").value = "1";
}

/** @param {[string, string]} option value and text */
function makeOption([value, text]) {
  const option = make("option", "", text);
  option.value = value;
  return option;
}

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {any}
 */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) {
    element.textContent = text;
    // a name in another script must not turn the words around it
    element.dir = "auto";
  }
  return element;
}

/**
 * Writes a text that changes at every step: into the node that is there, and only where it differs.
 * @param {any} element
 * @param {string} text
 */
function setText(element, text) {
  const node = element.firstChild;
  if (!node) element.textContent = text;
  else if (node.data !== text) node.data = text;
}

/**
 * Texts side by side, each in its own direction: beside Arabic a number would change its place.
 * @param {string} tag
 * @param {string} className
 * @param {string[]} parts
 */
function makeLine(tag, className, parts) {
  const line = make(tag, className);
  parts.forEach((part, i) => line.append(i ? " · " : "", make("bdi", "", part)));
  return line;
}

/**
 * @param {string} label
 * @param {() => void} action
 * @param {string} [className]
 */
function makeButton(label, action, className) {
  const button = make("button", className, label);
  button.type = "button";
  button.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    // the map would take a click on a button that has replaced itself for a click beside the popup
    event.stopPropagation();
    action();
  });
  return button;
}

/**
 * A link for web addresses, plain text for anything else.
 * @param {string} url
 * @param {string} text
 */
function makeLink(url, text) {
  if (!/^https?:\/\//i.test(url)) return make("span", "", text);
  const link = make("a", "", text);
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}

/**
 * @param {string} type
 * @param {string} label
 * @param {boolean} checked
 * @param {(checked: boolean) => void} action
 */
function makeCheckbox(type, label, checked, action) {
  const row = make("label", type);
  const box = make("input");
  box.type = "checkbox";
  box.checked = checked;
  box.addEventListener("change", () => action(box.checked));
  row.append(box, make("span", "name", label));
  return row;
}

/**
 * @param {string} label
 * @param {[string, string][]} options value and text
 * @param {(value: string) => void} action
 */
function makeChoice(label, options, action) {
  const row = make("label", "pick");
  const select = make("select");
  select.append(...options.map(makeOption));
  select.addEventListener("change", () => action(select.value));
  row.append(make("span", "name", label), select);
  return row;
}

/**
 * A picture of a symbol for the legend. Its canvas is not shown: each would be a layer of its own
 * to the browser, which goes through all of them at every change of the page.
 * @param {(context: CanvasRenderingContext2D) => void} draw on 22 by 22 pixels
 */
function makeSwatch(draw) {
  const canvas = make("canvas");
  canvas.hidden = true;
  canvas.width = canvas.height = 44;
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  draw(context);
  const swatch = make("span", "swatch");
  swatch.setAttribute("aria-hidden", "true");
  swatch.append(canvas);
  swatch.style.backgroundImage = `url(${canvas.toDataURL()})`;
  return swatch;
}

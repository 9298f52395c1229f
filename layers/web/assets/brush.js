// @ts-check
// The window taken hold of in the chart: drawn anew, moved, or by one of its edges.

// pixels around an edge at which it is taken hold of; a finger is wider than a pointer
const GRIP = 7;
const TOUCH_GRIP = 16;

/** @param {Timeline} timeline */
function bindBrush(timeline) {
  const { chart } = timeline;
  const { canvas } = chart;
  /** @type {{kind: string, at: number, from: number, to: number} | null} */
  let grip = null;
  const at = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return chart.minutesAt(event.clientX - box.left, box.width);
  };
  const gripAt = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const grasp = event.pointerType === "touch" ? TOUCH_GRIP : GRIP;
    if (Math.abs(x - chart.xOf(timeline.from)) < grasp) return "from";
    if (Math.abs(x - chart.xOf(timeline.to)) < grasp) return "to";
    return !timeline.isWhole && x > chart.xOf(timeline.from) && x < chart.xOf(timeline.to) ? "move" : "new";
  };
  canvas.addEventListener("pointerdown", (event) => {
    timeline.stop();
    canvas.setPointerCapture(event.pointerId);
    grip = { kind: gripAt(event), at: at(event), from: timeline.from, to: timeline.to };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grip) {
      const kind = gripAt(event);
      canvas.style.cursor = { move: "grab", new: "crosshair" }[kind] || "ew-resize";
      return;
    }
    const now = at(event);
    if (grip.kind === "from") timeline.set(Math.min(timeline.snap(now), grip.to - timeline.unit), grip.to);
    else if (grip.kind === "to") timeline.set(grip.from, Math.max(timeline.snap(now), grip.from + timeline.unit));
    else if (grip.kind === "move") timeline.shift(grip.from, grip.to, timeline.snap(now) - timeline.snap(grip.at));
    else {
      const [low, high] = [timeline.snap(Math.min(now, grip.at)), timeline.snap(Math.max(now, grip.at))];
      timeline.set(low, Math.max(high, low + timeline.unit));
    }
  });
  const drop = () => (grip = null);
  canvas.addEventListener("pointerup", drop);
  canvas.addEventListener("pointercancel", drop);
  canvas.addEventListener("dblclick", () => timeline.showAll());
}

// @ts-check
// Numbers and civil times as text. Minutes count from 1970-01-01 00:00 in civil time; the UTC
// functions of Date are used only because they shift nothing.

const DAY = 1440;

const NUMBERS = new Intl.NumberFormat(TEXT.locale);

/** @param {number} number */
function grouped(number) {
  return NUMBERS.format(number);
}

/** @param {number} minutes */
function dayText(minutes) {
  const date = new Date(minutes * 60000);
  return `${date.getUTCDate()} ${TEXT.months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** @param {number} minutes */
function momentText(minutes) {
  const clock = new Date(minutes * 60000).toISOString().slice(11, 16);
  return `${dayText(minutes)}, ${clock}`;
}

/**
 * @param {number} from
 * @param {number} to exclusive
 * @returns {string} the days the half-open interval covers, or its hours where it is shorter
 */
function periodText(from, to) {
  if (from % DAY || to % DAY) return TEXT.span(momentText(from), momentText(to));
  const last = to - DAY;
  return last <= from ? dayText(from) : TEXT.span(dayText(from), dayText(last));
}

/** @param {number} minutes */
function dayOfMonth(minutes) {
  return new Date(minutes * 60000).getUTCDate();
}

/**
 * @param {number} minutes
 * @param {number} months
 * @param {number} [anchor] the day wanted; the same day where left out
 * @returns {number} the same time of day, on the last day of a month that is too short
 */
function addMonths(minutes, months, anchor) {
  const date = new Date(minutes * 60000);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const days = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0));
  target.setUTCDate(Math.min(anchor || date.getUTCDate(), days.getUTCDate()));
  return target.getTime() / 60000 + (minutes - Math.floor(minutes / DAY) * DAY);
}

/**
 * @param {number} minutes
 * @param {string} step
 * @returns {number} where the calendar's day, week (from Monday), month or year around it begins
 */
function stepStart(minutes, step) {
  const day = Math.floor(minutes / DAY) * DAY;
  // 1970-01-01 was a Thursday
  if (step === "week") return day - ((((day / DAY + 3) % 7) + 7) % 7) * DAY;
  const date = new Date(day * 60000);
  if (step === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 60000;
  if (step === "year") return Date.UTC(date.getUTCFullYear(), 0, 1) / 60000;
  return day;
}

/** @param {number} metres */
function lengthText(metres) {
  if (metres < 1000) return TEXT.metres(String(Math.round(metres)));
  const km = metres / 1000;
  return TEXT.kilometres(km < 10 ? String(Math.round(km * 10) / 10) : grouped(Math.round(km)));
}

/**
 * @param {any} low
 * @param {any} best
 * @param {any} high
 * @returns {string} a range with unknown ends named; unknown is never 0
 */
function rangeText(low, best, high) {
  const known = [low, best, high].filter((value) => value !== undefined);
  if (!known.length) return TEXT.unknown;
  if (known.length === 3 && low === best && best === high) return grouped(best);
  if (best !== undefined && low === undefined && high === undefined) return grouped(best);
  if (low !== undefined && high === undefined) {
    return best === undefined || best === low
      ? TEXT.atLeast(grouped(low))
      : TEXT.aboutAtLeast(grouped(best), grouped(low));
  }
  if (low === undefined) {
    return best === undefined
      ? TEXT.atMost(grouped(high))
      : TEXT.aboutAtMost(grouped(best), grouped(high));
  }
  const range = low === high ? grouped(low) : TEXT.span(grouped(low), grouped(high));
  return best === undefined || low === high ? range : TEXT.bestOf(range, grouped(best));
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/**
 * Keeps a text that runs from right to left from turning the words beside it.
 * @param {any} value
 */
function isolated(value) {
  const text = String(value);
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * @param {string} text
 * @returns {boolean} whether its first letter belongs to a script that runs from right to left
 */
function runsFromRight(text) {
  const letter = /\p{L}/u.exec(text);
  return letter !== null && RIGHT_TO_LEFT.test(letter[0]);
}

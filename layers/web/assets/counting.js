// @ts-check
// The loops that run over every row of a window at every step. They read columns through local
// names and write into arrays that are kept: that is ten times as fast as objects and closures.

/** @typedef {Int32Array | Uint32Array | Uint16Array | Uint8Array} Numbers */

/**
 * @param {Numbers} column sorted
 * @param {number} length how much of it to search
 * @param {number} value
 * @returns {number} the first place whose value is not less; `length` where there is none
 */
function firstAtLeast(column, length, value) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {Float64Array} column sorted from the greatest value to the least
 * @param {number} value
 * @returns {number} the first place whose value is not greater; its length where there is none
 */
function firstFrom(column, value) {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] > value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Finds the rows whose half-open interval overlaps [from, to).
 * @param {{start: Int32Array, end: Int32Array, reach: Int32Array, dated: number}} times rows sorted
 *   by start; `reach` is the greatest end so far, which never falls and can be searched
 * @param {number} from
 * @param {number} to
 * @param {Uint32Array} found takes the rows, in their order
 * @returns {number} how many
 */
function overlapping({ start, end, reach, dated }, from, to, found) {
  const behind = firstAtLeast(start, dated, to);
  const inside = Math.min(behind, firstAtLeast(start, dated, from));
  let n = 0;
  for (let i = firstAtLeast(reach, dated, from + 1); i < inside; i++) if (end[i] > from) found[n++] = i;
  for (let i = inside; i < behind; i++) found[n++] = i;
  return n;
}

/**
 * Keeps the rows that pass every filter, in place, and sets aside those that fail a single one.
 * @param {Uint32Array} rows
 * @param {number} n
 * @param {Uint8Array} fails one bit for each filter that a row does not pass
 * @param {Uint32Array} almost takes the rows that fail one filter
 * @returns {[number, number]} how many are kept, how many set aside
 */
function passing(rows, n, fails, almost) {
  let kept = 0;
  let aside = 0;
  for (let k = 0; k < n; k++) {
    const fail = fails[rows[k]];
    if (!fail) rows[kept++] = rows[k];
    else if (!(fail & (fail - 1))) almost[aside++] = rows[k];
  }
  return [kept, aside];
}

/**
 * Sets or clears the bit of a filter for every row.
 * @param {Uint8Array} fails
 * @param {number} bit
 * @param {Numbers} codes one per row
 * @param {Uint8Array} enabled by code
 */
function markFailing(fails, bit, codes, enabled) {
  const others = ~bit;
  for (let i = 0; i < fails.length; i++) fails[i] = enabled[codes[i]] ? fails[i] & others : fails[i] | bit;
}

/**
 * Counts rows by code.
 * @param {Numbers} codes one per row of the table
 * @param {Uint32Array} rows
 * @param {number} n
 * @param {Uint32Array} counts by code, overwritten
 */
function tally(codes, rows, n, counts) {
  counts.fill(0);
  for (let k = 0; k < n; k++) counts[codes[rows[k]]]++;
}

/**
 * Counts the rows of each spot.
 * @param {Numbers} site number of the spot of each row, from 1; 0 for none
 * @param {Uint32Array} rows
 * @param {number} n
 * @param {Uint32Array} counts by spot, from 0; all zero before
 * @param {Uint32Array} active takes the spots touched, in the order of their first row
 * @returns {number} how many spots
 */
function tallySpots(site, rows, n, counts, active) {
  let spots = 0;
  for (let k = 0; k < n; k++) {
    const s = site[rows[k]] - 1;
    if (s >= 0 && counts[s]++ === 0) active[spots++] = s;
  }
  return spots;
}

/**
 * Rows and deaths by the word that says how a row is shown.
 * @param {Numbers} shownAs
 * @param {Numbers} killed deaths plus one; 0 is unknown
 * @param {Uint32Array} rows
 * @param {number} n
 * @param {{count: Float64Array, killed: Float64Array, unknown: Float64Array}} sums by word,
 *   overwritten
 */
function sumByWord(shownAs, killed, rows, n, sums) {
  const { count, unknown } = sums;
  const deaths = sums.killed;
  count.fill(0);
  deaths.fill(0);
  unknown.fill(0);
  for (let k = 0; k < n; k++) {
    const i = rows[k];
    const word = shownAs[i];
    const known = killed[i];
    count[word]++;
    if (known) deaths[word] += known - 1;
    else unknown[word]++;
  }
}

/**
 * @param {{start: Int32Array, end: Int32Array, reach: Int32Array, dated: number}} times
 * @param {Uint32Array} rows
 * @param {number} n
 * @param {number} from
 * @param {number} to
 * @param {(row: number) => boolean} counts asked for the few rows that reach beyond the window
 * @returns {number} how many do
 */
function reachingBeyond({ start, end, reach, dated }, rows, n, from, to, counts) {
  let beyond = 0;
  if (!dated || (start[0] >= from && reach[dated - 1] <= to)) return beyond;
  for (let k = 0; k < n; k++) {
    const i = rows[k];
    if ((end[i] > to || start[i] < from) && i < dated && counts(i)) beyond++;
  }
  return beyond;
}

/**
 * Incidents per bin and type; a row known to a week or a month is spread over it.
 * @param {{start: Int32Array, end: Int32Array, dated: number, type: Numbers}} table
 * @param {{fails: Uint8Array, shownAs: Numbers, isSingle: Uint8Array, same: Numbers}} which rows
 *   count: those that pass the filters and stand for one incident, of rows proposed to be the
 *   same incident the first
 * @param {number} from
 * @param {number} binMinutes
 * @param {number} bins
 * @param {number} kinds number of types
 * @returns {Float64Array} bin by bin, by type within
 */
function binned({ start, end, dated, type }, which, from, binMinutes, bins, kinds) {
  const { fails, shownAs, isSingle, same } = which;
  const heights = new Float64Array(bins * kinds);
  const seen = new Set();
  // rows come by start: the bin of the next row is this one or a later one
  let bin = 0;
  let edge = from + binMinutes;
  for (let i = 0; i < dated; i++) {
    if (fails[i] || !isSingle[shownAs[i]]) continue;
    if (same[i]) {
      if (seen.has(same[i])) continue;
      seen.add(same[i]);
    }
    const begin = start[i];
    while (begin >= edge && bin < bins) {
      bin++;
      edge += binMinutes;
    }
    if (bin === bins) break;
    if (end[i] <= edge && begin >= edge - binMinutes) {
      heights[bin * kinds + type[i]]++;
      continue;
    }
    const span = end[i] - begin;
    const last = Math.min(bins - 1, Math.ceil((end[i] - from) / binMinutes) - 1);
    for (let b = Math.max(0, Math.floor((begin - from) / binMinutes)); b <= last; b++) {
      const left = Math.max(begin, from + b * binMinutes);
      const right = Math.min(end[i], from + (b + 1) * binMinutes);
      heights[b * kinds + type[i]] += (right - left) / span;
    }
  }
  return heights;
}

// Rates and percentiles from two looks at counters.

const LOOKS = 6;

// The looks at one server, the latest last; one that was started again begins anew.
export class Looks {
  #looks = [];

  add(figures) {
    const last = this.#looks.at(-1);
    if (last && figures.upMs < last.upMs) this.#looks = [];
    this.#looks.push(figures);
    if (this.#looks.length > LOOKS) this.#looks.shift();
  }

  // What was counted in a second, or nothing before the second look.
  rate(counter) {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (!first || last.upMs === first.upMs) return undefined;
    return ((last[counter] - first[counter]) * 1000) / (last.upMs - first.upMs);
  }

  // The milliseconds within which this part of the messages was accepted, or nothing if there were none.
  acceptedWithin(part) {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (!first) return undefined;
    const all = last.accepted - first.accepted;
    if (all === 0) return undefined;
    const before = new Map(first.acceptMs);
    for (const [ms, count] of last.acceptMs) if (count - (before.get(ms) ?? 0) >= part * all) return ms;
    return Infinity;
  }
}

export function rounded(number) {
  return number < 10 ? Math.round(number * 10) / 10 : Math.round(number);
}

export function mebibytes(bytes) {
  return `${Math.round(bytes / 1048576)} MiB`;
}

export function counted(number, what) {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

export function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  return s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} days`;
}

import type { EpochMs } from './units.js';

/** Knots kept at most; a year of nights in hourly knots. When full, all are dropped: they are cheap to make again. */
const KNOTS_KEPT = 10_000;

/**
 * Numbers that are slow to compute and slow to change, interpolated linearly between knots every `step` ms. Each knot is
 * computed once. What it gives does not depend on what was asked before: only the speed does.
 */
export function interpolated<T extends readonly number[]>(
  step: number,
  compute: (at: EpochMs) => T,
): (at: EpochMs) => T {
  const knots = new Map<number, T>();
  const knot = (index: number): T => {
    const known = knots.get(index);
    if (known) return known;
    if (knots.size >= KNOTS_KEPT) knots.clear();
    const computed = compute(index * step);
    knots.set(index, computed);
    return computed;
  };
  return (at) => {
    const index = Math.floor(at / step);
    const fraction = at / step - index;
    const before = knot(index);
    const after = knot(index + 1);
    const mixed: number[] = [];
    for (let i = 0; i < before.length; i++) {
      const value = before[i] ?? 0;
      mixed.push(value + fraction * ((after[i] ?? 0) - value));
    }
    // Same length, same meaning of each number: what T says of an array of numbers holds for the mix.
    return mixed as readonly number[] as T;
  };
}

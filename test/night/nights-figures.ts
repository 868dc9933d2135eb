import { FAULT_KINDS } from '../../devices/simulator/index.js';
import type { NightTold } from './nights-worker.js';
import { DEVICES } from './seeded-faults.js';

/** The figures of many nights, in lines. */
export function figures(nights: readonly NightTold[], seconds: number): string {
  const sum = (of: (night: NightTold) => number): number => nights.reduce((total, night) => total + of(night), 0);
  const trips = nights.flatMap((night) => night.trips);
  const clean = trips.filter(({ faulty }) => !faulty);
  const outcomes = counts(nights.map(({ outcome }) => outcome));
  return [
    `${String(nights.length)} nights in ${seconds.toFixed(0)} s: ${listed(outcomes)}`,
    `${String(sum((n) => n.frames))} frames, ${String(sum((n) => n.faults))} faults, ${String(sum((n) => n.kills))} kills, ${String(sum((n) => n.openings))} openings, ${String(trips.length)} trips`,
    `from unsafe to closed: ${spread(clean)} when nothing else was wrong; ${spread(trips)} in all`,
    `nights with: ${listed(counts(nights.flatMap(({ had }) => had)))}`,
    'nights in which a fault struck a call, by device and kind:',
    strikeTable(nights),
    `pairs that no call ran into: ${holes(nights).join(', ') || 'none'}`,
  ].join('\n');
}

/** Pairs of device and kind of fault that no call ran into. */
export function holes(nights: readonly NightTold[]): readonly string[] {
  const struck = new Set(nights.flatMap((night) => night.struck));
  return DEVICES.flatMap((device) =>
    FAULT_KINDS.map((kind) => `${device} ${kind}` as const).filter((pair) => !struck.has(pair)),
  );
}

function strikeTable(nights: readonly NightTold[]): string {
  const struck = counts(nights.flatMap((night) => night.struck));
  const rows = [
    ['', ...FAULT_KINDS],
    ...DEVICES.map((device) => [device, ...FAULT_KINDS.map((kind) => String(struck.get(`${device} ${kind}`) ?? 0))]),
  ];
  return rows
    .map(([name = '', ...cells]) => `${name.padEnd(20)}${cells.map((cell) => cell.padStart(12)).join('')}`)
    .join('\n');
}

function counts(names: readonly string[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const name of names) all.set(name, (all.get(name) ?? 0) + 1);
  return all;
}

function listed(all: ReadonlyMap<string, number>): string {
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${String(n)} ${name}`)
    .join(', ');
}

function spread(trips: readonly { readonly closed: number }[]): string {
  const sorted = trips.map(({ closed }) => closed / 1000).sort((a, b) => a - b);
  if (sorted.length === 0) return 'none';
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${middle.toFixed(0)} s, worst ${(sorted.at(-1) ?? 0).toFixed(0)} s (${String(sorted.length)} trips)`;
}

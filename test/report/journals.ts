import type { JournalEntry, JournalRecord } from '../../engine/journal/records.js';

/** A record so many seconds after 22:00 UTC. */
export type Line = readonly [seconds: number, entry: JournalEntry];

export const BEGIN = Date.parse('2026-11-21T22:00:00Z');

export function records(...lines: readonly Line[]): readonly JournalRecord[] {
  return lines.map(([seconds, entry]) => {
    return { t: new Date(BEGIN + seconds * 1000).toISOString(), ...entry };
  });
}

export const night = (name = 'Andromeda'): JournalEntry => ({
  type: 'night',
  version: '1.0.0',
  format: 1,
  plan: { name, hash: 'abc', file: 'andromeda.yaml' },
  observatory: { name: 'Hill <1>', site: { name: 'A & B', zone: 'Europe/Berlin' } },
  sequence: {
    steps: [
      { node: 'target', id: 'M31', frames: [{ id: 'M31/L', type: 'light', filter: 'L', exposure: 60, count: 3 }] },
    ],
  },
});
export const activity = (state: string): JournalEntry => ({ type: 'activity', state });
export const verdict = (verdict: 'safe' | 'unsafe', reason = `it is ${verdict}`): JournalEntry => ({
  type: 'verdict',
  verdict,
  reason,
});
export const begin = (key: string, kind: string): JournalEntry => ({
  type: 'begin',
  key,
  kind,
  title: kind === 'acquire' ? 'acquire M31' : key,
  attempt: 1,
});
export const done = (key: string): JournalEntry => ({ type: 'end', key, outcome: 'done' });
export const file = (key: string): JournalEntry => ({
  type: 'file',
  key,
  path: `/frames/${key}.fits`,
  sha256: '0',
  bytes: 1,
  exposure: { target: 'M31', type: 'light', filter: 'L', exposure: 60 },
});

/** A frame of 60 s, begun at this second, that takes 65 s with its download. */
export const frame = (at: number, n: number): readonly Line[] => [
  [at, begin(`M31/L#${String(n)}`, 'frame')],
  [at, { type: 'frame-begin', key: `M31/L#${String(n)}` }],
  [at + 65, file(`M31/L#${String(n)}`)],
  [at + 65, done(`M31/L#${String(n)}`)],
];

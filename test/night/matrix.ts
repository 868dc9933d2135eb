import type { DeviceType } from '../../devices/roles/index.js';
import { localSiderealTime } from '../../sky/index.js';
import type { ErrorPolicy, PlanNode } from '../../engine/plan/plan.js';
import { expose, frames, repeat, step, target } from '../support/plans.js';
import { SITE } from '../support/rehearsal.js';
import { runNight } from './run-seeded-night.js';
import type { SeededNight } from './seeded-plan.js';

const START = Date.parse('2026-11-21T22:00:00Z');
const HOUR = 3_600_000;
const CAREFUL: ErrorPolicy = { retry: 2, backoff: 5, then: 'end the night' };
const onError = CAREFUL;

const ra = (localSiderealTime(START, SITE.longitude) + 0.12) % 24;
const east = { kind: 'equatorial', ra, dec: 20, epoch: 'J2000' } as const;

/** A short night with every kind of step in it, and a target that crosses the meridian between its frames. */
const STEPS: readonly PlanNode[] = [
  step('slew', { body: { to: east }, onError }),
  step('track', { body: 'on', onError }),
  step('filter', { body: { name: 'R' }, onError }),
  step('focus', { body: { position: 5200 }, onError }),
  step('wait', { body: { for: 20 }, onError }),
  target('m1', [frames('m1/L', 5, { filter: 'L', exposure: 90 })], { position: east, onError }),
  step('meridian-flip', { onError }),
  repeat('twice', [expose('dark', 1, { onError, frames: frames('dark', 1, { type: 'dark', exposure: 10 }) })], {
    count: 2,
  }),
];

const QUIET: SeededNight = {
  seed: 1,
  start: START,
  end: START + HOUR,
  plans: [STEPS],
  startup: [
    step('connect', { onError }),
    step('cool', { body: { to: 0, over: 30 }, onError }),
    step('open', { onError }),
    step('unpark', { onError }),
  ],
  shutdown: [step('warm', { body: { over: 30 } }), step('park'), step('close'), step('disconnect')].map((each) => ({
    ...each,
    id: `shutdown/${each.id}`,
    onError: { ...CAREFUL, then: 'skip' as const },
  })),
  place: {
    site: SITE,
    mountKind: 'german',
    mount: { slewRate: 4, trackPast: 6 },
    meridian: { trackPast: 0, settle: 2_000, whenNoSide: 'hour angle', attempts: 3 },
    sources: 'monitor',
    conditions: [],
    windLimit: 15,
    dome: false,
    roofClearsTelescope: false,
    fullRig: false,
    download: 4,
    saving: 3,
  },
  weather: { clouds: [], rain: [], storms: [] },
  faults: [],
  cuts: [],
  jams: [],
  happenings: [],
  killLines: [],
};

const DEVICE: Readonly<Record<string, DeviceType>> = {
  open: 'dome',
  close: 'dome',
  cool: 'camera',
  warm: 'camera',
  filter: 'filterwheel',
  focus: 'focuser',
  frame: 'camera',
};

/** A moment of the night at which something goes wrong, and which device it hits. */
export interface Moment {
  readonly name: string;
  readonly at: number;
  readonly device: DeviceType;
  /** What goes before it. */
  readonly after?: Partial<SeededNight>;
}

export const DISTURBANCES = [
  'unsafe',
  'monitor silent',
  'hangs',
  'errors',
  'disconnects',
  'server gone',
  'kill',
] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** Finds the moments in a night in which nothing goes wrong; until something does, every other one is the same. */
export async function moments(): Promise<readonly Moment[]> {
  const { records } = await runNight(QUIET);
  const at = (t: string): number => Date.parse(t);
  const list: Moment[] = [];
  const seen = new Set<string>();
  for (const [i, record] of records.entries()) {
    if (record.type !== 'begin') continue;
    const { kind, key } = record;
    const name = key.startsWith('dark') ? 'dark frame' : kind;
    if (seen.has(name)) continue;
    seen.add(name);
    const end = records.slice(i).find((later) => later.type === 'end' && later.key === key);
    const [from, to] = [at(record.t), at(end!.t)];
    const device = DEVICE[kind] ?? 'telescope';
    list.push({ name: `${name}, begin`, at: from, device }, { name: `${name}, midway`, at: (from + to) / 2, device });
    if (kind !== 'frame') continue;
    list.push({ name: `${name}, download`, at: to - 300, device }, { name: `${name}, save`, at: to - 1, device });
  }
  const frame = list.find(({ name }) => name === 'frame, midway')!;
  const cloud = { from: frame.at, to: frame.at + 60_000 };
  const clouds = (name: string, ms: number, device: DeviceType): Moment => ({
    name,
    at: cloud.from + ms,
    device,
    after: { weather: { ...QUIET.weather, clouds: [cloud] } },
  });
  return [
    ...list,
    clouds('securing: parking', 8_000, 'telescope'),
    clouds('securing: closing', 20_000, 'dome'),
    clouds('waiting', 50_000, 'dome'),
    clouds('settling', 90_000, 'telescope'),
    clouds('reopening', 126_000, 'dome'),
    {
      name: 'paused',
      at: frame.at + 20_000,
      device: 'telescope',
      after: {
        happenings: [
          { at: frame.at, what: 'pause' },
          { at: frame.at + 50_000, what: 'resume' },
        ],
      },
    },
  ];
}

/** The night in which something goes wrong at a moment. */
export function disturbed({ at, device, after = {} }: Moment, disturbance: Disturbance): SeededNight {
  const night = { ...QUIET, ...after };
  const lasting = (ms: number) => ({ from: at, to: at + ms });
  const fault = (kind: 'hang' | 'refuse' | 'disconnect', ms: number, on = device) => ({
    ...night,
    faults: [{ device: on, kind, ...lasting(ms), ...(kind === 'disconnect' ? { count: 1 } : {}) }],
  });
  switch (disturbance) {
    case 'unsafe':
      return { ...night, weather: { ...night.weather, clouds: [...night.weather.clouds, lasting(120_000)] } };
    case 'monitor silent':
      return fault('hang', 120_000, 'safetymonitor');
    case 'hangs':
      return fault('hang', 60_000);
    case 'errors':
      return fault('refuse', 20_000);
    case 'disconnects':
      return fault('disconnect', 60_000);
    case 'server gone':
      return { ...night, cuts: [lasting(90_000)] };
    case 'kill':
      return { ...night, happenings: [...night.happenings, { at, what: 'kill' }] };
  }
}

import type { DeviceType } from '../../devices/roles/index.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { QUIET } from './matrix-night.js';
import { runNight, type SeededRun } from './run-seeded-night.js';
import type { SeededNight } from './seeded-plan.js';

/** The device that a kind of step moves; the others move the telescope, or nothing. */
const DEVICE: Readonly<Record<string, DeviceType>> = {
  open: 'dome',
  close: 'dome',
  cool: 'camera',
  warm: 'camera',
  filter: 'filterwheel',
  focus: 'focuser',
  frame: 'camera',
  disconnect: 'dome',
};

/** What a record is called in the table, by the beginning of its key, where its kind does not say enough. */
const NAMES: readonly (readonly [key: string, name: string])[] = [
  ['dark', 'dark frame'],
  ['beside', 'frame in a parallel'],
  ['aside', 'slew in a parallel'],
  ['in-when', 'frame in a when'],
  ['in-try', 'frame in a try'],
  ['in-finally', 'frame in a finally'],
  ['m2/L', 'frame in a choice'],
  ['m2/acquire', 'acquire in a choice'],
];

/** A moment of the night at which something goes wrong, and which device it hits. */
export interface Moment {
  readonly name: string;
  readonly at: number;
  readonly device: DeviceType;
  /** How the night differs from the quiet one before that. */
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

/** Finds the moments in nights in which nothing goes wrong; until something does, every other one is the same. */
export async function moments(): Promise<readonly Moment[]> {
  const list = momentsOfSteps((await runNight(QUIET)).records);
  const exposing = list.find(({ name }) => name === 'frame, midway')?.at ?? 0;
  const cloud = { from: exposing, to: exposing + 60_000 };
  const clouds = (name: string, ms: number, device: DeviceType): Moment => ({
    name,
    at: cloud.from + ms,
    device,
    after: { weather: { ...QUIET.weather, clouds: [cloud] } },
  });
  return [
    { name: 'first securing', at: QUIET.start + 200, device: 'dome' },
    { name: 'first settling', at: QUIET.start + 30_000, device: 'telescope' },
    ...list,
    await flipInDownload(),
    clouds('securing: parking', 8_000, 'telescope'),
    clouds('securing: closing', 20_000, 'dome'),
    clouds('waiting', 50_000, 'safetymonitor'),
    clouds('settling', 90_000, 'telescope'),
    clouds('reopening', 126_000, 'dome'),
    {
      name: 'paused',
      at: exposing + 20_000,
      device: 'telescope',
      after: {
        happenings: [
          { at: exposing, what: 'pause' },
          { at: exposing + 50_000, what: 'resume' },
        ],
      },
    },
  ];
}

/** Of each kind of step its begin and its middle; of a frame its download and its way to the disk, too. */
function momentsOfSteps(records: readonly JournalRecord[]): Moment[] {
  const list: Moment[] = [];
  const seen = new Set<string>();
  for (const [i, record] of records.entries()) {
    if (record.type !== 'begin') continue;
    const { kind, key } = record;
    const special = NAMES.find(([beginning]) => key.startsWith(beginning))?.[1];
    const name = special ?? kind;
    if (seen.has(name)) continue;
    seen.add(name);
    const device = DEVICE[kind] ?? 'telescope';
    const add = (phase: string, at: number): number => list.push({ name: `${name}, ${phase}`, at, device });
    const from = Date.parse(record.t);
    const to = timeOf(records.slice(i), (later) => later.type === 'end' && later.key === key);
    if (special === undefined || name === 'dark frame') add('begin', from);
    add('midway', (from + to) / 2);
    if (name === 'frame') {
      const saved = timeOf(records, (later) => later.type === 'file' && later.key === key);
      const [download, saving] = [QUIET.place.download * 1000, QUIET.place.saving * 1000];
      add('before the download', saved - saving - download - 100);
      add('download', saved - saving - download / 2);
      add('saving', saved - saving / 2);
    }
    if (name === 'flip') {
      const flipped = timeOf(records, (later) => later.type === 'decision' && later.action === 'flipped');
      add('turning over', flipped - 8_000);
    }
  }
  return list;
}

/** The middle of a flip that is made while a frame downloads. */
async function flipInDownload(): Promise<Moment> {
  const after = { place: { ...QUIET.place, meridian: { ...QUIET.place.meridian, trackPast: 15 * 60_000 } } };
  const { records } = await runNight({ ...QUIET, ...after });
  const begun = timeOf(records, (record) => record.type === 'begin' && /during the download/u.test(record.title));
  return { name: 'flip in a download', at: begun + 2_000, device: 'telescope', after };
}

function timeOf(records: readonly JournalRecord[], is: (record: JournalRecord) => boolean): number {
  const found = records.find(is);
  if (!found) throw new Error('the quiet night has no such record');
  return Date.parse(found.t);
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

function verdictAt(records: readonly JournalRecord[], at: number): string | undefined {
  const last = records.findLast((record) => record.type === 'verdict' && Date.parse(record.t) <= at);
  return last?.type === 'verdict' ? last.verdict : undefined;
}

/** Whether the night has met what was to go wrong in it: a fault that strikes no call proves nothing. */
export function hasMet(run: SeededRun, { at, device }: Moment, disturbance: Disturbance): boolean {
  switch (disturbance) {
    case 'unsafe':
      return verdictAt(run.records, at + 10_000) === 'unsafe';
    case 'monitor silent':
      return run.struck.has('safetymonitor hang');
    case 'hangs':
      return run.struck.has(`${device} hang`);
    case 'errors':
      return run.struck.has(`${device} refuse`);
    case 'disconnects':
      return run.struck.has(`${device} disconnect`);
    case 'server gone':
      return run.cutOff > 0;
    case 'kill':
      return run.killed.length === 1;
  }
}

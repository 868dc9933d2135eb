import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { DEVICE_TYPES, MEMBERS } from '../../roles/index.js';
import { FAULT_KINDS } from '../faults.js';
import type { Happening, Scenario, ScenarioEvent } from './scenario.js';

/** Everything that is wrong with a scenario file, each with its place. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };
const DURATION = /^(\d+(?:\.\d+)?)\s*(s|min|h)$/;

/** ms */
function durationOf(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) * 1000 : undefined;
}

const duration = z
  .string()
  .refine((text) => durationOf(text) !== undefined, 'expected a duration such as 90 s, 10 min or 2 h')
  .transform((text) => durationOf(text) ?? 0);

const moment = z.string().transform((text, context): ScenarioEvent['at'] => {
  if (text.startsWith('+')) {
    const after = durationOf(text.slice(1));
    if (after !== undefined) return { after };
  } else if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))) {
    return { date: Date.parse(text) };
  }
  context.addIssue('expected a time after the start such as +10 min, or a date such as 2026-11-21T23:10:00Z');
  return z.NEVER;
});

const positive = z.number().positive();
const part = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).partial();

const worldSchema = part({
  seed: z.int(),
  site: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    elevation: z.number(),
  }),
  optics: part({ 'focal-length': positive, aperture: positive, throughput: positive.max(1) }),
  camera: part({
    width: z.int().positive(),
    height: z.int().positive(),
    'pixel-size': positive,
    'read-noise': z.number().nonnegative(),
    'full-well': positive,
    'dark-current': z.number().nonnegative(),
    download: z.number().nonnegative(),
    sensor: z.enum(['monochrome', 'rggb']),
    angle: z.number(),
  }),
  filters: z.array(
    z.strictObject({
      name: z.string(),
      bandwidth: positive,
      transmission: positive.max(1),
      'focus-offset': z.int().default(0),
    }),
  ),
  mount: part({
    kind: z.enum(['german', 'fork', 'alt-az']),
    'slew-rate': positive,
    settle: z.number().nonnegative(),
    'track-past': z.number().nonnegative(),
    'hard-stop': z.number(),
    'flip-at': z.number(),
    'reports-side-of-pier': z.boolean(),
    'reports-destination': z.boolean(),
    side: z.enum(['pointing state', 'physical side']),
    sticky: z.number().nonnegative(),
    'side-delay': z.number().nonnegative(),
    'can-set-pier-side': z.boolean(),
    'slew-ramp': z.number().nonnegative(),
    'guide-rate': positive,
    'lowest-altitude': z.number().min(-90).max(90),
    'stops-at-horizon': z.boolean(),
    'hour-angle-limit': positive.max(180),
    'zenith-limit': z.number().nonnegative().max(90),
    drift: z.strictObject({ ra: z.number(), dec: z.number() }),
    'pointing-error': z.strictObject({ ra: z.number(), dec: z.number() }),
    'polar-error': z.strictObject({ altitude: z.number(), azimuth: z.number() }),
    'periodic-error': z.strictObject({ amplitude: z.number(), period: positive }),
  }),
  focuser: part({
    'max-step': z.int().positive(),
    'step-size': positive,
    best: z.int(),
    position: z.int(),
    speed: positive,
  }),
  roof: part({ seconds: positive, open: z.boolean(), interlock: z.boolean() }),
  dome: part({ slit: positive.max(180), speed: positive, park: z.number(), home: z.number() }),
  weather: part({ temperature: z.number(), seeing: positive, 'sky-brightness': z.number(), 'wind-limit': positive }),
  'dark-by-day': z.boolean(),
});

const faultSchema = z.strictObject({
  device: z.enum(DEVICE_TYPES),
  member: z.string().optional(),
  kind: z.enum(FAULT_KINDS),
  count: z.int().positive().optional(),
  seconds: positive.optional(),
  value: z.unknown().optional(),
});

const eventSchema = z
  .strictObject({
    at: moment,
    for: duration.optional(),
    weather: z.enum(['clouds', 'rain', 'wind']).optional(),
    roof: z.literal('jammed').optional(),
    network: z.literal('lost').optional(),
    fault: faultSchema.optional(),
  })
  .transform((event, context): ScenarioEvent => {
    const happenings = happeningsOf(event);
    const [happening] = happenings;
    if (!happening || happenings.length > 1) {
      context.addIssue('expected one of: weather, roof, network, fault');
      return z.NEVER;
    }
    return { at: event.at, lasts: event.for, happening };
  });

const fileSchema = z.strictObject({
  date: z.iso
    .datetime()
    .transform((text) => Date.parse(text))
    .optional(),
  speed: positive.max(1000).optional(),
  world: worldSchema.optional(),
  events: z.array(eventSchema).optional(),
});

function happeningsOf(event: {
  readonly weather?: 'clouds' | 'rain' | 'wind' | undefined;
  readonly roof?: string | undefined;
  readonly network?: string | undefined;
  readonly fault?: z.output<typeof faultSchema> | undefined;
}): readonly Happening[] {
  const found: Happening[] = [];
  if (event.weather) found.push({ kind: event.weather });
  if (event.roof) found.push({ kind: 'roof jammed' });
  if (event.network) found.push({ kind: 'network lost' });
  if (event.fault)
    found.push({
      kind: 'fault',
      fault: withoutUndefined(event.fault) as Extract<Happening, { kind: 'fault' }>['fault'],
    });
  return found;
}

/**
 * Reads a scenario.
 * @param file its name, for errors
 * @throws ScenarioError with every problem, each as file:line:column: what, what was expected
 */
export function parseScenario(text: string, file = 'scenario'): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${String(line)}:${String(col)}`;
  };
  if (document.errors.length > 0) {
    throw new ScenarioError(document.errors.map((e) => `${place(e.pos[0])}: ${e.message.split('\n')[0] ?? e.code}`));
  }
  const parsed = fileSchema.safeParse((document.toJS({ maxAliasCount: 100 }) as unknown) ?? {});
  const problems = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explained(issue));
  if (parsed.success) problems.push(...unknownMembers(parsed.data.events ?? []));
  if (!parsed.success || problems.length > 0) {
    throw new ScenarioError(problems.map(({ path, message }) => `${place(offsetOf(document, path))}: ${message}`));
  }
  const { date, speed, world, events } = parsed.data;
  return {
    start: date,
    speed,
    world: camelCased(withoutUndefined(world ?? {})) as Scenario['world'],
    events: events ?? [],
  };
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function explained(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `there is no key "${key}" here` }));
  }
  return [{ path: issue.path, message: `${issue.path.map(String).join('.') || 'the scenario'}: ${issue.message}` }];
}

function unknownMembers(events: readonly ScenarioEvent[]): readonly Problem[] {
  return events.flatMap(({ happening }, i) => {
    if (happening.kind !== 'fault' || happening.fault.member === undefined) return [];
    const { device, member } = happening.fault;
    const known = Object.keys(MEMBERS[device]).some((key) => key.toLowerCase() === member.toLowerCase());
    return known ? [] : [{ path: ['events', i, 'fault', 'member'], message: `a ${device} has no member "${member}"` }];
  });
}

/** Where the node at a path begins; where its nearest parent does, if there is none. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return 0;
}

/** `slew-rate` in a file is `slewRate` in the options. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(inner),
    ]),
  );
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

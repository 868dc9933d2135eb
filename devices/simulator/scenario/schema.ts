import { z } from 'zod';
import { DEVICE_TYPES } from '../../roles/index.js';
import { FAULT_KINDS } from '../faults.js';
import type { Happening, ScenarioEvent } from './scenario.js';

/** What a scenario file may hold. `slew-rate` here is `slewRate` in the options. */

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };
const DURATION = /^(\d+(?:\.\d+)?)\s*(s|min|h)$/;

/** ms */
function durationOf(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) * 1000 : undefined;
}

const A_DURATION = 'expected a duration such as 90 s, 10 min or 2 h';
const duration = z
  .string(A_DURATION)
  .refine((text) => durationOf(text) !== undefined, A_DURATION)
  .transform((text) => durationOf(text) ?? 0);

const A_MOMENT = 'expected a time after the start such as +10 min, or a date such as 2026-11-21T23:10:00Z';
const moment = z.string(A_MOMENT).transform((text, context): ScenarioEvent['at'] => {
  if (text.startsWith('+')) {
    const after = durationOf(text.slice(1));
    if (after !== undefined) return { after };
  } else if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))) {
    return { date: Date.parse(text) };
  }
  context.addIssue(A_MOMENT);
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
    'hot-pixels': z.number().min(0).max(0.1),
    vignetting: z.number().min(0).max(1),
    gains: z.array(z.string()).min(1),
    offsets: z.array(z.string()).min(1),
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
    'corrects-refraction': z.boolean(),
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
    absolute: z.boolean(),
    'temperature-coefficient': z.number(),
    compensation: z.number(),
  }),
  roof: part({ seconds: positive, open: z.boolean(), interlock: z.boolean() }),
  dome: part({
    slit: positive.max(180),
    'altitude-speed': positive,
    speed: positive,
    park: z.number().min(0).lt(360),
    home: z.number().min(0).lt(360),
  }),
  weather: part({
    temperature: z.number(),
    seeing: positive,
    'sky-brightness': z.number(),
    'wind-limit': positive,
    refraction: z.boolean(),
  }),
  'dark-by-day': z.boolean(),
  'connect-time': z.number().nonnegative(),
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
      context.addIssue(`expected one of weather, roof, network and fault, found ${happening ? 'several' : 'none'}`);
      return z.NEVER;
    }
    return { at: event.at, lasts: event.for, happening };
  });

/** A whole file. */
export const scenarioFile = z.strictObject({
  date: z.iso
    .datetime('expected a date such as 2026-11-21T23:10:00Z')
    .transform((text) => Date.parse(text))
    .optional(),
  speed: positive.max(60).optional(),
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

/** Keys without a value are as good as absent. */
export function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

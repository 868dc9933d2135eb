import { z } from 'zod';
import { formatAngle, formatDuration, MEASURES } from './measures.js';
import { bareMeasure, formatMeasure, readMeasure } from './measure.js';
import type { FocusTrigger, Triggers } from './plan.js';
import { angle, duration, positiveCount, wholeNumber } from './quantities.js';
import { quantity, read, unreadable } from './quantity.js';

const FRAMES = /^(\d+) frames?$/u;
const HFR = /^hfr ?\+? ?(\d+(?:\.\d+)?) ?%$/u;
const celsius = bareMeasure('a temperature difference', 'C', { C: 1, '°C': 1, K: 1 }, 0.1);

const every = quantity<Pick<FocusTrigger, 'every' | 'frames'>>({
  name: 'a duration or a number of frames',
  examples: ['90 min', '20 frames'],
  description: 'How long, or how many frames, after the last time: 90 min, or 20 frames.',
  numbers: true,
  parse: (written) => {
    if (typeof written === 'number') return unreadable('', `write ${String(written)} min or ${String(written)} frames`);
    const text = written;
    const frames = FRAMES.exec(text)?.[1];
    if (frames !== undefined)
      return Number(frames) > 0 ? read({ frames: Number(frames) }) : unreadable('it must be 1 or more');
    const time = readMeasure({ ...MEASURES.duration, least: 1 }, text);
    return time.ok ? read({ every: time.value }) : time;
  },
});

const on = quantity<Partial<FocusTrigger>>({
  name: 'an occasion',
  examples: ['filter', '2 C', 'hfr +15%'],
  description:
    'filter, when it changes; 2 C, when the focuser is that much warmer or colder; hfr +15%, when stars have grown.',
  parse: (written) => {
    const text = String(written);
    if (text === 'filter') return read({ filter: true });
    const hfr = HFR.exec(text)?.[1];
    if (hfr !== undefined) return read({ hfr: Number(hfr) });
    const change = readMeasure(celsius, text);
    if (change.ok) return read({ temperature: change.value });
    return /^f/iu.test(text) ? unreadable('', 'did you mean `filter`?') : change;
  },
});

const focusKeys = {
  every: every.optional(),
  on: z.union([z.array(on).min(1), on.transform((one) => [one])]).optional(),
};

/** When to focus. */
export const focusTrigger = z
  .strictObject(focusKeys)
  .refine((trigger) => trigger.every !== undefined || trigger.on !== undefined, {
    error: 'expected `every` or `on`, or both: when to focus',
  })
  .transform(occasionsOf)
  .meta({ description: 'When the telescope is focused anew, between two frames.' });

/** Of a target: where the focuser is to stand, when to focus anew, or both. */
export const targetFocus = z
  .union([
    wholeNumber.transform((position: number): TargetFocus => ({ position })),
    z
      .strictObject({
        position: wholeNumber.optional().meta({ description: 'Focuser position to begin with, in steps.' }),
        ...focusKeys,
      })
      .transform(
        ({ position, ...trigger }): TargetFocus => ({
          ...(position !== undefined && { position }),
          ...((trigger.every ?? trigger.on) && { trigger: occasionsOf(trigger) }),
        }),
      ),
  ])
  .meta({ description: 'A focuser position in steps, for a filter without offset; or when to focus: { every, on }.' });

export interface TargetFocus {
  readonly position?: number;
  readonly trigger?: FocusTrigger;
}

function occasionsOf(trigger: {
  readonly every?: Partial<FocusTrigger> | undefined;
  readonly on?: readonly Partial<FocusTrigger>[] | undefined;
}): FocusTrigger {
  const occasions = [trigger.every ?? {}, ...(trigger.on ?? [])];
  return occasions.reduce<FocusTrigger>((all, occasion) => ({ ...all, ...occasion }), { filter: false });
}

const ditherTrigger = z
  .union([
    positiveCount.transform((frames: number) => ({ every: frames, by: 3 })),
    z.strictObject({
      every: positiveCount.meta({ description: 'How many frames stand between two dithers.' }),
      by: positiveCount.default(3).meta({ description: 'How far, in pixels of the guide camera.' }),
    }),
  ])
  .meta({ description: 'Moves the telescope a little, between two frames.' });

const recenterTrigger = z
  .strictObject({
    every: duration.optional().meta({ description: 'How long after the last time.' }),
    off: angle.optional().meta({ description: `How far the target must be off, in ${MEASURES.angle.unit}: 1 arcmin.` }),
  })
  .refine((trigger) => trigger.every !== undefined || trigger.off !== undefined, {
    error: 'expected `every` or `off`, or both: when to recenter',
  })
  .meta({ description: 'Solves a frame and points again, between two frames.' });

const flipTrigger = z.strictObject({ then: z.array(z.enum(['recenter', 'focus', 'guide'])).min(1) }).meta({
  description:
    'What follows a meridian flip, in this order, before the frame that was due: guide starts the guider anew, which has to know the other side of the pier.',
});

/** Keys that every container takes, and hands on to what is inside. */
export const triggerKeys = {
  dither: ditherTrigger.optional(),
  recenter: recenterTrigger.optional(),
  flip: flipTrigger.optional(),
};

export const containerTriggerKeys = { focus: focusTrigger.optional(), ...triggerKeys };

type Written = {
  readonly [K in 'dither' | 'recenter' | 'flip']?: z.output<(typeof triggerKeys)[K]>;
};

/** The triggers of a container: its own before those around it. */
export function triggersOf(
  own: Written,
  focus: FocusTrigger | undefined,
  around: Triggers | undefined,
): Triggers | undefined {
  const { dither, recenter, flip } = own;
  const triggers: Triggers = {
    ...around,
    ...(focus && { focus }),
    ...(dither && { dither }),
    ...(recenter && {
      recenter: {
        ...(recenter.every !== undefined && { every: recenter.every }),
        ...(recenter.off !== undefined && { off: recenter.off }),
      },
    }),
    ...(flip && { flip }),
  };
  return Object.keys(triggers).length === 0 ? undefined : triggers;
}

/** What stands in a container, which hands its triggers on. */
export function withTriggers<A extends { readonly triggers?: Triggers }>(
  around: A,
  body: Written & { readonly focus?: FocusTrigger | undefined },
): A {
  const triggers = triggersOf(body, body.focus, around.triggers);
  return triggers ? { ...around, triggers } : around;
}

/** Triggers in the form in which they are read back as the same: "focus: { every: 90 min, on: [filter, 2 C] }". */
export function formatTriggers({ focus, dither, recenter, flip }: Triggers): string {
  const parts = {
    focus: focus && [
      ...(focus.every === undefined ? [] : [`every: ${formatDuration(focus.every)}`]),
      ...(focus.frames === undefined ? [] : [`every: ${String(focus.frames)} frames`]),
      ...listOf('on', occasionsAsWritten(focus)),
    ],
    dither: dither && [`every: ${String(dither.every)}`, `by: ${String(dither.by)}`],
    recenter: recenter && [
      ...(recenter.every === undefined ? [] : [`every: ${formatDuration(recenter.every)}`]),
      ...(recenter.off === undefined ? [] : [`off: ${formatAngle(recenter.off)}`]),
    ],
    flip: flip && listOf('then', flip.then),
  };
  return Object.entries(parts)
    .flatMap(([name, keys]) => (keys ? [`${name}: { ${keys.join(', ')} }`] : []))
    .join(', ');
}

function occasionsAsWritten({ filter, temperature, hfr }: FocusTrigger): readonly string[] {
  return [
    ...(filter ? ['filter'] : []),
    ...(temperature === undefined ? [] : [formatMeasure(celsius, temperature)]),
    ...(hfr === undefined ? [] : [`hfr +${formatMeasure(MEASURES.percent, hfr)}`]),
  ];
}

function listOf(key: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`${key}: [${words.join(', ')}]`];
}

import { z } from 'zod';
import type { ErrorPolicy } from './plan.js';
import { shown } from './quantity.js';
import { targetFocus, triggerKeys } from './trigger-schema.js';
import {
  count,
  duration,
  exposure,
  limits,
  position,
  positiveCount,
  timeExpression,
  wholeNumber,
} from './quantities.js';

/** A name that may become part of a file's name: no slashes, and no way out of a folder. */
export const objectName = z
  .string()
  .trim()
  .min(1)
  .max(80, { error: 'expected a name of at most 80 letters' })
  .regex(/^(?!\.+$)[^/\\\u0000-\u001f]*$/u, {
    error: (issue) =>
      `a name may not hold slashes, or be of dots alone, since files are named after it; found ${shown(issue.input)}`,
  });

/** Of a node, in the observer's words. */
export const identifier = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}.+_-]{0,79}$/u, {
    error: (issue) =>
      `an id is letters, digits and the signs . + _ - and begins with a letter or digit; found ${shown(issue.input)}`,
  })
  .meta({ description: 'A name of your own for this step, unique in the plan; a plan that was edited resumes by it.' });

const then = z.enum(['next target', 'skip', 'end the night']).meta({
  description:
    'What follows when a step fails for good: go on with the next target, with the next step, or end the night.',
});

/** What is said of an error policy; the rest is inherited. */
export const errorPolicy: z.ZodType<Partial<ErrorPolicy>> = z
  .union([
    then.transform((choice): Partial<ErrorPolicy> => ({ then: choice })),
    z
      .strictObject({
        retry: count.optional().meta({ description: 'How often a step that failed is tried again.' }),
        backoff: duration
          .optional()
          .meta({ description: 'How long to wait before the first new try; doubled each time.' }),
        then: then.optional(),
      })
      .transform(defined),
  ])
  .meta({ description: 'What happens when a step fails. Inherited by the steps inside.' });

/** Without the keys that are undefined, which `exactOptionalPropertyTypes` tells from those that are absent. */
function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const binning = positiveCount.pipe(z.number().max(16)).meta({ description: 'Binning of both axes, 1 for none.' });
const gain = wholeNumber.meta({ description: "Gain in the camera's own units." });
const offset = wholeNumber.meta({ description: "Offset in the camera's own units." });

/** A list of steps; each is read by its own kind's schema. */
export const stepList = z.array(z.unknown()).meta({ id: 'steps', description: 'Steps, one after the other.' });

export const crossing = z.enum(['finish', 'wait', 'shorten']).meta({
  description:
    'What becomes of an exposure that would cross the flip point: finished past it as far as track-past allows, with the flip while it downloads; or waited for; or shortened to what fits before it.',
});

export const FRAME_TYPES = ['light', 'dark', 'bias', 'flat'] as const;

export const frame = z
  .strictObject({
    type: z
      .enum(FRAME_TYPES)
      .default('light')
      .meta({ description: 'What is taken; the shutter stays closed for dark and bias.' }),
    filter: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Name of the filter; without it, whatever is in the beam.' }),
    exposure: exposure.optional().meta({ description: 'How long each frame is exposed. A bias needs none.' }),
    count: positiveCount.default(1).meta({ description: 'How many frames.' }),
    binning: binning.optional(),
    gain: gain.optional(),
    offset: offset.optional(),
  })
  .superRefine((set, context) => {
    if (set.exposure === undefined && set.type !== 'bias') {
      context.addIssue({
        code: 'custom',
        path: ['exposure'],
        input: undefined,
        message: 'expected an exposure time such as 180 s, 0.5 s or 5 min',
      });
    }
    if (set.exposure === 0 && set.type !== 'bias') {
      context.addIssue({
        code: 'custom',
        path: ['exposure'],
        input: 0,
        message: 'expected an exposure time above 0 s, found 0: only a bias frame has none',
      });
    }
  })
  .meta({ id: 'frame', description: 'A number of equal frames.' });

export const targetKeys = {
  name: objectName.meta({ description: 'Name of the object: it stands in the files and their names.' }),
  position: position
    .optional()
    .meta({ description: 'Where it is; without it, the name is looked up in the catalogue.' }),
  while: limits
    .optional()
    .meta({ description: 'Limits that must all hold for the target to be imaged; until they do it is waited for.' }),
  from: timeExpression.optional(),
  until: timeExpression.optional(),
  focus: targetFocus.optional(),
  'meridian-crossing': crossing.optional(),
  track: z.enum(['body', 'sidereal']).optional().meta({
    description:
      'How the mount moves during the frames of a body of the solar system: with the body (the default), or at the sidereal rate, so that the stars are points and the body is pointed at anew between frames.',
  }),
  frames: z.array(frame).min(1).meta({ description: 'What is taken of it.' }),
  order: z
    .enum(['in-turn', 'rotate'])
    .default('in-turn')
    .meta({ description: 'in-turn: one set of frames after the other; rotate: one frame of each, round and round.' }),
  ...triggerKeys,
};

export const target = z.strictObject(targetKeys);

const parameter = z.string().regex(/^[a-z][a-z0-9-]*$/u, {
  error: 'the name of a parameter is small letters, digits and hyphens',
});

/** Lists of steps by name, for `use`. */
export const blockDefinitions = z
  .record(
    identifier,
    z.strictObject({
      parameters: z.record(parameter, z.unknown()).default({}).meta({
        description: 'Names that stand in the steps as $name, each with its default; without one it must be given.',
      }),
      steps: stepList.min(1),
    }),
  )
  .meta({ description: 'Lists of steps with names, which `use` puts in place.' });

/** A file that only holds blocks, for `use: { block: ..., from: ... }`. */
export const blocksFile = z.strictObject({ blocks: blockDefinitions });

export const use = z.union([
  identifier.transform((block): UseBody => ({ block, with: {} })),
  z.strictObject({
    block: identifier.meta({ description: 'Name of the block.' }),
    from: z.string().min(1).optional().meta({ description: 'File of blocks, in the folder of this file or below.' }),
    with: z.record(z.string(), z.unknown()).default({}).meta({ description: 'Values for its parameters.' }),
  }),
]);

export interface UseBody {
  readonly block: string;
  readonly from?: string | undefined;
  readonly with: Readonly<Record<string, unknown>>;
}

/** The whole file, the steps in it not yet read. */
export const sequenceFile = z.strictObject({
  sequence: objectName.meta({ description: 'Name of the sequence.' }),
  observatory: z
    .string()
    .min(1)
    .meta({ description: 'simulator, an observatory file beside this one, or the URL of an Alpaca server.' }),
  night: z
    .strictObject({ start: timeExpression.optional(), end: timeExpression.optional() })
    .default({})
    .meta({ description: 'When imaging begins and ends; without it at once, and when all is done.' }),
  defaults: z
    .strictObject({
      gain: gain.optional(),
      offset: offset.optional(),
      binning: binning.optional(),
      'on-error': errorPolicy.optional(),
    })
    .default({})
    .meta({ description: 'What holds where a step does not say otherwise.' }),
  startup: stepList
    .default([])
    .meta({ description: 'Done first, and again when the night is taken up after an interruption.' }),
  blocks: blockDefinitions.optional(),
  steps: stepList.min(1),
  shutdown: stepList.default([]).meta({ description: 'Done at the end, whatever happened before.' }),
});

export type FrameBody = z.output<typeof frame>;
export type TargetBody = z.output<typeof target>;

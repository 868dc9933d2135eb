import { z } from 'zod';
import type { Position } from '../plan.js';
import { LineError } from './columns.js';
import { type OrbitEntry, parseOrbitLine } from './orbit-line.js';

/** A comet or an asteroid as a line of the Minor Planet Center. What is wrong with it is told with its column. */
export const orbitLine = z
  .string()
  .meta({
    description:
      'Orbital elements: a line of MPCORB.DAT (asteroids) or CometEls.txt (comets) as the Minor Planet Center publishes it, in quotes.',
  })
  .transform((line, context): OrbitEntry => {
    try {
      return parseOrbitLine(line);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const { message, column, length, hint } = error;
      context.issues.push({ code: 'custom', input: line, message, params: { hint, at: { column, length } } });
      return z.NEVER;
    }
  });

/** A line by the name of its body, from a file beside the plan: the plan's reader puts the line in its place. */
export const orbitFile = z
  .strictObject({
    'orbit-file': z.string().min(1).meta({
      description: 'A file with lines of MPCORB.DAT or CometEls.txt, in the folder of this file or below.',
    }),
    name: z
      .union([z.string().min(1), z.number()])
      .meta({ description: 'Which of them: 12P, C/2022 E3, Vesta, or the number of an asteroid.' }),
  })
  .transform((_, context): Position => {
    context.issues.push({
      code: 'custom',
      input: undefined,
      message: 'an orbit file can only be named in a plan that is read from a file',
    });
    return z.NEVER;
  });

import { close } from './close.js';
import { connect } from './connect.js';
import { cool } from './cool.js';
import { disconnect } from './disconnect.js';
import { filter } from './filter.js';
import { focus } from './focus.js';
import { meridianFlip } from './meridian-flip.js';
import { open } from './open.js';
import { park } from './park.js';
import { slew } from './slew.js';
import type { StepKind } from './step.js';
import { track } from './track.js';
import { unpark } from './unpark.js';
import { wait } from './wait.js';
import { warm } from './warm.js';

/**
 * Every kind of step that stands in a list by its name. `expose`, `target` and `repeat` hold frames or other steps: the
 * plan knows them itself.
 */
export const STEP_KINDS: ReadonlyMap<string, StepKind> = new Map(
  [connect, disconnect, unpark, park, open, close, cool, warm, track, slew, focus, filter, meridianFlip, wait].map(
    // Each body is made by its own kind's schema before its own kind's functions see it.
    (kind) => [kind.kind, kind as unknown as StepKind],
  ),
);

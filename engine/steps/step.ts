import type { z } from 'zod';
import type { Clock } from '../../devices/clock.js';
import type { SolarSystemBody } from '../../sky/index.js';
import type { Verdict } from '../journal/records.js';
import type { Position, TargetNode, TimeExpression } from '../plan/plan.js';
import type { Observatory } from '../plan/observatory.js';
import type { Rig, Role } from '../rig.js';
import type { Following } from './follow-body.js';

/** A position resolved to the sky: J2000, hours and degrees. */
export interface SkyPosition {
  readonly ra: number;
  readonly dec: number;
  /** What moves against the stars: `ra` and `dec` are where it was when it was located (`placeAt` says where it is). */
  readonly body?: SolarSystemBody;
}

/** How a step is treated when a plan is taken up again after an interrupt or a crash. */
export type ResumeRule =
  /** Done again: it says where things shall be, not by how much they shall move. */
  | 'repeat'
  /** Done unless its result is there and valid. */
  | 'verify'
  /** Looks first at what the device says it is. */
  | 'reconcile'
  /** Done once a night: waiting, and what must not be repeated. */
  | 'once';

/** What a step may tell of its progress, for the live view. */
export interface StepProgress {
  readonly doing: string;
  /** 0..1 where known. */
  readonly fraction?: number;
}

/** What steps of one run tell each other. Never needed to take up a plan again: the steps that set it are done again. */
export interface Session {
  /** Focuser position for a filter without offset, in steps, once a `focus` step has said it. */
  focusBase?: number;
  /** Hour angle at the last slew to the target, h: from it the side of a mount that reports none is inferred. */
  hourAngleAtSlew?: number;
  /** Where the mount was sent last; absent when it was not sent to a place among the stars. */
  pointedAt?: SkyPosition;
  /** The body that the mount is kept on; absent while it follows the stars. */
  following?: Following;
  /**
   * Whether the mount is known to track without an offset; absent before its first slew, when nobody knows what an earlier
   * run has left on.
   */
  offsetCleared?: boolean;
  /** What frames cost of late, ms: from their beginning to the shutter's opening, and from its closing to the end. */
  frameCosts?: { readonly before: number; readonly after: number };
  /** When the last frame left the camera free, ms since 1970; absent when something else has come since. */
  frameEnded?: number;
  /** A flip falls due while the frame is exposed: it is carried out while it downloads. */
  flipAfterFrame?: boolean;
  /** The mount was stopped for a flip that has not come to its end: what comes next may count on it to track. */
  stoppedForFlip?: boolean;
  /** Why the last frame needed no flip: told once, not for every frame. */
  flipReason?: string;
}

/** What an estimate may depend on. Times in s. */
export interface EstimateContext {
  readonly observatory: Observatory;
}

/** Everything a running step may use: devices by role, time, and ways to tell what it does. */
export interface StepContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly observatory: Observatory;
  readonly session: Session;
  /** What this attempt is for, in the journal: unique in the night. */
  readonly key: string;
  readonly attempt: number;
  /** The target being imaged, if the step stands in one. */
  readonly target?: { readonly node: TargetNode; readonly position: SkyPosition };
  /** The device in a role, leased to this step. @throws NocturneError `device-missing` when the observatory has none. */
  use<R extends Role>(role: R): Promise<NonNullable<Rig[R]>>;
  /** The device in a role if the observatory has one, leased to this step. */
  useIfPresent<R extends Role>(role: R): Promise<Rig[R]>;
  /** Turns a position of the plan into one on the sky, the same each time for the same key. */
  locate(key: string, position: Position): Promise<SkyPosition>;
  report(progress: StepProgress): void;
  /** What the safety sources say now. */
  verdict(): Verdict;
  /** Writes a decision with its reason into the journal. */
  decide(about: string, action: string, reason: string, facts?: Readonly<Record<string, unknown>>): Promise<void>;
  /** The moment that an expression of the plan means in this night, ms since 1970; undefined when it does not occur. */
  timeOf(expression: TimeExpression): number | undefined;
  /** Resolves at a moment; rejects when the signal aborts. */
  waitUntil(at: number, doing: string): Promise<void>;
}

/**
 * One kind of step: what it is called, what its body may be, how long it takes, how it is resumed, and what it does.
 * Validation, the JSON Schema, the reference page and editor completion all come from `schema`.
 */
export interface StepKind<B = unknown> {
  readonly kind: string;
  /** One sentence, for the reference page. */
  readonly summary: string;
  /** Body as written -> body as used. A bare step (`- park`) is validated as `{}`. */
  readonly schema: z.ZodType<B>;
  /** Roles that the observatory must have. */
  readonly needs: readonly Role[];
  readonly resume: ResumeRule;
  /** For people, in the live view and the journal. */
  title(body: B): string;
  /** s */
  estimate(body: B, context: EstimateContext): number;
  /** A step that waits for a moment has no time limit of its own; every other one is given up when it takes far too long. */
  readonly deadline?: 'none';
  run(context: StepContext, body: B): Promise<void>;
}

export function defineStep<B>(kind: StepKind<B>): StepKind<B> {
  return kind;
}

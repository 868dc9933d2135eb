/**
 * What a sequence file becomes: data only, every name resolved, every quantity in one unit, each node with the place it
 * was read from. Nothing here depends on comments, formatting or the order of keys.
 */

import type { SolarSystemBody } from '../../sky/index.js';
import type { Limit, TimeExpression } from './conditions.js';
import type { Triggers } from './triggers.js';

export type * from './conditions.js';
export type * from './triggers.js';

/** Where something stands in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Length of the marked text on that line, at least 1. */
  readonly length: number;
}

/** Where to point. Hours and degrees. */
export type Position =
  /** What moves against the stars: where it is depends on the moment and the site. */
  | { readonly kind: 'body'; readonly body: SolarSystemBody }
  | { readonly kind: 'equatorial'; readonly ra: number; readonly dec: number; readonly epoch: 'J2000' | 'of date' }
  | { readonly kind: 'horizontal'; readonly altitude: number; readonly azimuth: number }
  /** Fixed to the meridian when the target is first acquired; from then on it is a place on the sky. */
  | { readonly kind: 'hour angle'; readonly hourAngle: number; readonly dec: number };

export type FrameType = 'light' | 'dark' | 'bias' | 'flat';

/** A number of equal frames. */
export interface FrameSet {
  /** Unique in the plan and stable under edits elsewhere: "m31/L-180s". */
  readonly id: string;
  readonly type: FrameType;
  /** Name of the filter; absent: whatever is in the beam. */
  readonly filter?: string;
  /** s */
  readonly exposure: number;
  readonly count: number;
  readonly binning: number;
  readonly gain?: number;
  readonly offset?: number;
  readonly place: Place;
  /** Of the filter's name, when it has one. */
  readonly filterPlace?: Place;
}

/** What happens when a step fails. */
export interface ErrorPolicy {
  /** How often it is tried again; 0 for never. */
  readonly retry: number;
  /** s before the first new try, doubled each time. */
  readonly backoff: number;
  readonly then: 'next target' | 'skip' | 'end the night';
}

/**
 * What becomes of an exposure that would cross the point of the meridian flip: `finish` it past there as far as the mount
 * may track, `wait` for the flip before it is begun, or `shorten` it to what fits before, if that is half of it or more.
 */
export type Crossing = 'finish' | 'wait' | 'shorten';

interface NodeBase {
  /** Unique in the plan; from `id:` or from names, never from positions in the file. */
  readonly id: string;
  /** For people: "slew to 05h35m17s -05d23m28s". */
  readonly title: string;
  readonly place: Place;
  readonly onError: ErrorPolicy;
}

/** One step of any kind. `body` is the output of that kind's schema; `engine/steps` knows its type. */
export interface StepNode extends NodeBase {
  readonly node: 'step';
  readonly kind: string;
  readonly body: unknown;
}

/** `expose` standing alone. */
export interface ExposeNode extends NodeBase {
  readonly node: 'expose';
  readonly frames: FrameSet;
  readonly triggers?: Triggers;
}

export interface TargetNode extends NodeBase {
  readonly node: 'target';
  readonly name: string;
  readonly position: Position;
  /** All must hold for the target to be imaged; while they do not yet, it is waited for. */
  readonly while: readonly Limit[];
  /** Not before, not after. */
  readonly from?: TimeExpression;
  readonly until?: TimeExpression;
  readonly frames: readonly FrameSet[];
  /** `in turn`: one set after the other; `rotate`: one frame of each, round and round. */
  readonly order: 'in turn' | 'rotate';
  /** What becomes of an exposure that would cross the flip point, instead of what the observatory says. */
  readonly crossing?: Crossing;
  /** Only for what moves against the stars: `sidereal` keeps the mount on the stars while a frame is exposed. */
  readonly track?: 'body' | 'sidereal';
  /** Focuser position to go to after each slew, in steps, when given. */
  readonly focus?: number;
  /** Its own and those of the containers around it. */
  readonly triggers?: Triggers;
}

export interface RepeatNode extends NodeBase {
  readonly node: 'repeat';
  readonly count?: number;
  readonly until?: TimeExpression;
  readonly while?: readonly Limit[];
  readonly steps: readonly PlanNode[];
}

/** Its steps all begin at once; it is done when all of them are. */
export interface ParallelNode extends NodeBase {
  readonly node: 'parallel';
  readonly steps: readonly PlanNode[];
}

/** Decided once, when it is reached. */
export interface WhenNode extends NodeBase {
  readonly node: 'when';
  readonly if: readonly Limit[];
  readonly steps: readonly PlanNode[];
  readonly else: readonly PlanNode[];
}

/** `finally` is done whether or not `steps` went well. */
export interface TryNode extends NodeBase {
  readonly node: 'try';
  readonly steps: readonly PlanNode[];
  readonly finally: readonly PlanNode[];
}

/** A target that stands for election. */
export interface ChosenTarget extends TargetNode {
  /** Larger goes first; 0 unless said. */
  readonly priority: number;
}

/** Of several targets, always the one that suits best, until nothing of them is left. */
export interface ChooseNode extends NodeBase {
  readonly node: 'choose';
  readonly targets: readonly ChosenTarget[];
  readonly until?: TimeExpression;
  /** s for which a target that was chosen keeps the telescope against others of its priority. */
  readonly stay: number;
}

export type ContainerNode = ParallelNode | WhenNode | TryNode | ChooseNode;
export type PlanNode = StepNode | ExposeNode | TargetNode | RepeatNode | ContainerNode;
export type AnyNode = PlanNode;

export interface Plan {
  readonly name: string;
  readonly file: string;
  /** SHA-256 of what the plan means, in hex: comments and formatting do not change it. */
  readonly hash: string;
  /** As written: `simulator`, a file beside the plan, or the URL of an Alpaca server. */
  readonly observatory: string;
  /** Of the observatory's name, in a plan that was read from a file. */
  readonly observatoryPlace?: Place;
  /** Absent: begins at once, ends when the steps are done. */
  readonly night: { readonly start?: TimeExpression; readonly end?: TimeExpression };
  readonly startup: readonly PlanNode[];
  readonly steps: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
}

/** The name of one frame, of one pass through the repeats around it: the key of the journal and of its file. */
export function frameKey(set: FrameSet, passes: readonly number[], n: number): string {
  return `${set.id}${passes.map((pass) => `@${String(pass)}`).join('')}#${String(n)}`;
}

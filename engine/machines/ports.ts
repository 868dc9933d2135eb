import type { SolarSystemBody } from '../../sky/index.js';
import type { Branch, Verdict } from '../journal/records.js';
import type {
  ChooseNode,
  ChosenTarget,
  ErrorPolicy,
  ExposeNode,
  FrameSet,
  PlanNode,
  RepeatNode,
  StepNode,
  TargetNode,
  TryNode,
  WhenNode,
} from '../plan/plan.js';

/** What one attempt of a step is asked to do. */
export type StepRequest =
  | { readonly kind: 'step'; readonly node: StepNode; readonly passes: Passes; readonly target?: TargetNode }
  | {
      readonly kind: 'frame';
      readonly node: ExposeNode | TargetNode;
      readonly frames: FrameSet;
      readonly n: number;
      readonly passes: Passes;
      /** s; instead of the set's, when it has to be shorter. */
      readonly exposure?: number;
    }
  | { readonly kind: 'acquire'; readonly node: TargetNode; readonly passes: Passes }
  | {
      readonly kind: 'flip';
      readonly node: ExposeNode | TargetNode;
      readonly passes: Passes;
      readonly reason: string;
      /** When the flip point comes, ms since 1970: the mount stands still until then. Absent: it is there. */
      readonly at?: number;
      readonly to?: Place;
    };

/** Where the mount shall point after a flip that is for no target's sake: J2000, h and deg. */
export interface Place {
  readonly ra: number;
  readonly dec: number;
  /** What stands there, if it moves against the stars. */
  readonly body?: SolarSystemBody;
}

/** Which pass of each repeat around a node is under way, outermost first, from 1. */
export type Passes = readonly number[];

/** What a target, or an `expose` that stands alone, does next, and why. */
export type TargetAction =
  | {
      readonly do: 'expose';
      readonly frames: FrameSet;
      readonly n: number;
      readonly reason: string;
      /** s; instead of the set's, when it has to be shorter. */
      readonly exposure?: number;
    }
  /** `at`: when the flip point comes, ms since 1970; absent: it is there. */
  | { readonly do: 'flip'; readonly reason: string; readonly at?: number; readonly to?: Place }
  /** Its limits do not hold, but will: back to waiting. */
  | { readonly do: 'wait'; readonly reason: string }
  | { readonly do: 'finish'; readonly reason: string };

/** The target that has the telescope, and since when, ms since 1970. */
export interface Holder {
  readonly target: ChosenTarget;
  readonly since: number;
}

/** What `choose` does next, and why. */
export type ElectedAction =
  /** Another target gets the telescope. */
  | { readonly do: 'acquire'; readonly holder: Holder; readonly reason: string }
  | (Extract<TargetAction, { do: 'expose' | 'flip' }> & { readonly target: ChosenTarget })
  | { readonly do: 'finish'; readonly reason: string };

export interface Standing {
  /** Absent: the telescope stands on no target of this choice. */
  readonly holder: Holder | undefined;
  /** Ids of targets that have been given up. */
  readonly givenUp: ReadonlySet<string>;
}

/** Whether a target can be begun: `never` means not in this night. */
export type Readiness = { readonly go: true } | { readonly go: false; readonly reason: string };

/** All that the `sequence` machine sees of the world. Promises obey their signal. */
export interface SequencePorts {
  /** One attempt. Its deadline, devices and journal are its own business. */
  runStep(request: StepRequest, attempt: number, signal: AbortSignal): Promise<void>;
  /** Waits until a target may be imaged, or says that it will not be; at once when all its frames are taken. */
  awaitTarget(node: TargetNode, passes: Passes, signal: AbortSignal): Promise<Readiness>;
  /** What a target does next. An `expose` that stands alone takes frames and flips, and waits for nothing. */
  chooseNext(node: ExposeNode | TargetNode, passes: Passes, signal: AbortSignal): Promise<TargetAction>;
  /** Finished passes of a repeat, in the given passes around it. */
  passesDone(node: RepeatNode, passes: Passes): number;
  /** Counts a pass. One in which nothing could be done takes its time, so that a repeat does not race through the night. */
  recordPass(node: RepeatNode, passes: Passes, n: number, signal: AbortSignal): Promise<void>;
  /** Whether a repeat goes round again; its count is the machine's business. */
  goesOn(node: RepeatNode, signal: AbortSignal): Promise<boolean>;
  /** Which list of a `when` is to be done: decided the first time, and remembered. */
  decide(node: WhenNode, passes: Passes, signal: AbortSignal): Promise<Branch>;
  /** What a choice does next; waits while none of its targets can be imaged yet. */
  elect(node: ChooseNode, passes: Passes, standing: Standing, signal: AbortSignal): Promise<ElectedAction>;
  /** On taking up a plan again: whether a `try` has been gone through to its end, and nothing in it is left. */
  isTryOver(node: TryNode, passes: Passes): boolean;
  /** Remembers that a `try` has been gone through to its end. */
  recordTry(node: TryNode, passes: Passes, signal: AbortSignal): Promise<void>;
  /** A step given up after its last attempt. */
  givenUp(request: StepRequest, error: unknown, then: ErrorPolicy['then']): void;
  /** A step or a target that the operator has left: it is not begun again in this night. */
  skipped(node: StepNode | ExposeNode | TargetNode | ChooseNode, passes: Passes, reason: string): void;
  /** A target that has had the telescope, or a choice between targets, is left, however that came. */
  letGo(node: TargetNode | ChooseNode): void;
  /** On taking up a plan again: whether what a step sets up has been overtaken by what is done already. */
  overtaken(node: StepNode, siblings: readonly PlanNode[], passes: Passes): boolean;
}

/** All that the `night` machine sees of the world. */
export interface NightPorts extends SequencePorts {
  /**
   * Aborts the exposure, parks, closes; resolves only when the mount has read back as parked and the roof as closed.
   * Bounded in time; going on to the next device when one fails.
   */
  secure(reason: string, signal: AbortSignal): Promise<void>;
  /** Stops the mount's tracking where nothing needs it; bounded, and never rejects. */
  rest(signal: AbortSignal): Promise<void>;
  /** Whether a step that ended the plan failed for want of a device that may come back. */
  mayRecover(error: unknown): boolean;
  /** Reports each change of the verdict until it is stopped, and the verdict anew after a silence. */
  watch(report: (verdict: Verdict, reason: string) => void): () => void;
  /** ms since the watch last came to a verdict, be it the same, or began: silence is a verdict too. */
  silentFor(): number;
  /** Lets so many ms pass. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

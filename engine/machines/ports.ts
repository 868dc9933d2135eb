import type { Verdict } from '../journal/records.js';
import type { ErrorPolicy, ExposeNode, FrameSet, Limit, RepeatNode, StepNode, TargetNode } from '../plan/plan.js';

/** What one attempt of a step is asked to do. */
export type StepRequest =
  | { readonly kind: 'step'; readonly node: StepNode; readonly passes: Passes; readonly target?: TargetNode }
  | {
      readonly kind: 'frame';
      readonly node: ExposeNode | TargetNode;
      readonly frames: FrameSet;
      readonly n: number;
      readonly passes: Passes;
    }
  | { readonly kind: 'acquire'; readonly node: TargetNode; readonly passes: Passes }
  | { readonly kind: 'flip'; readonly node: TargetNode; readonly passes: Passes; readonly reason: string };

/** Which pass of each repeat around a node is under way, outermost first, from 1. */
export type Passes = readonly number[];

/** What a target does next, and why. */
export type TargetAction =
  | { readonly do: 'expose'; readonly frames: FrameSet; readonly n: number; readonly reason: string }
  | { readonly do: 'flip'; readonly reason: string }
  /** Its limits do not hold, but will: back to waiting. */
  | { readonly do: 'wait'; readonly reason: string }
  | { readonly do: 'finish'; readonly reason: string };

/** Whether a target can be begun: `never` means not in this night. */
export type Readiness = { readonly go: true } | { readonly go: false; readonly reason: string };

/** All that the `sequence` machine sees of the world. Promises obey their signal. */
export interface SequencePorts {
  /** One attempt. Its deadline, devices and journal are its own business. */
  runStep(request: StepRequest, attempt: number, signal: AbortSignal): Promise<void>;
  /** Waits until a target may be imaged, or says that it will not be; at once when all its frames are taken. */
  awaitTarget(node: TargetNode, passes: Passes, signal: AbortSignal): Promise<Readiness>;
  chooseNext(node: TargetNode, passes: Passes, signal: AbortSignal): Promise<TargetAction>;
  /** How many frames of a set are on disk, in the given passes. */
  framesDone(set: FrameSet, passes: Passes): number;
  /** The next frame of an `expose` step to take, from 1; undefined when there is none left. */
  nextFrame(set: FrameSet, passes: Passes): number | undefined;
  /** Finished passes of a repeat, in the given passes around it. */
  passesDone(node: RepeatNode, passes: Passes): number;
  recordPass(node: RepeatNode, passes: Passes, n: number): Promise<void>;
  /** Whether a repeat goes round again; its count is the machine's business. */
  goesOn(node: RepeatNode): boolean;
  /** A step given up after its last attempt. */
  givenUp(request: StepRequest, error: unknown, then: ErrorPolicy['then']): void;
  /** On taking up a plan again: whether what a step sets up has been overtaken by what is done already. */
  overtaken(node: StepNode, siblings: readonly SiblingNode[], passes: Passes): boolean;
  holds(limits: readonly Limit[]): boolean;
}

export type SiblingNode = StepNode | ExposeNode | TargetNode | RepeatNode;

/** All that the `night` machine sees of the world. */
export interface NightPorts extends SequencePorts {
  /**
   * Aborts the exposure, parks, closes; resolves only when the mount has read back as parked and the roof as closed.
   * Bounded in time; going on to the next device when one fails.
   */
  secure(reason: string, signal: AbortSignal): Promise<void>;
  /** Reports verdicts until it is stopped, at least once per poll: silence is a verdict too. */
  watch(report: (verdict: Verdict, reason: string) => void): () => void;
}

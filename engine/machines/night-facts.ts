import type { PlanNode } from '../plan/plan.js';
import type { SequenceOutcome } from './sequence.js';

export type NightEvent =
  | { readonly type: 'SAFE' | 'UNSAFE' | 'UNKNOWN'; readonly reason: string }
  | { readonly type: 'PAUSE' | 'RESUME' }
  /** Leaves the step or the target that is under way, and goes on with the next. */
  | { readonly type: 'SKIP'; readonly reason: string }
  /** Ends the night in order: secure first, then what is left of the shutdown. */
  | { readonly type: 'STOP'; readonly reason: string };

/** How the night ended, once the observatory was secured. */
export type NightOutcome = 'completed' | 'ended by a failure' | 'ended by the clock' | 'stopped';

export interface NightContext {
  /** Why the safety region stands where it stands. */
  readonly reason: string;
  /** Why the observatory is secured, if not for its safety. */
  readonly why: string | undefined;
  readonly outcome: NightOutcome;
  /** Parked and closed, read back, and not opened again since. */
  readonly secured: boolean;
  /** The shutdown steps have been gone through. */
  readonly tidied: boolean;
  /** Failed attempts to reopen in a row. */
  readonly reopenings: number;
  /** How often the night was secured and begun again because devices were lost. */
  readonly recoveries: number;
}

export interface NightTimesOf {
  /** ms until the night starts, from now; 0 when it has. */
  untilStart(): number;
  /** ms until it ends, from now; 0 when it has. */
  untilEnd(): number;
}

export interface NightSettings {
  /** ms */
  readonly staleAfter: number;
  /** ms */
  readonly settle: number;
  /** ms between two tries to secure an observatory that would not be secured */
  readonly retry: number;
  /** ms that one try to secure may take, whatever its parts do */
  readonly secureLimit: number;
  /** How often reopening may fail in a row before the night is given up. */
  readonly reopenings: number;
  /** How often devices may be lost in a night before it is given up. */
  readonly recoveries: number;
}

export interface NightLists {
  readonly startup: readonly PlanNode[];
  readonly steps: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
}

/** How a list of steps has ended, from the event that tells of its end. */
export function outcomeOf(event: unknown): SequenceOutcome | undefined {
  return typeof event === 'object' && event !== null && 'output' in event
    ? (event.output as SequenceOutcome)
    : undefined;
}

/** Why a list of steps ended before its end, in words. */
export function reasonOfEnd(what: string, event: unknown): string {
  const end = outcomeOf(event);
  const error: unknown =
    end?.outcome === 'ended' ? end.error : typeof event === 'object' && event && 'error' in event ? event.error : '';
  return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}

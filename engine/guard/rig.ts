import type { Camera, Dome, Telescope } from '../../devices/roles/index.js';
import type { MountPower } from './mount-power.js';
import type { GuardSource } from './sources.js';

/** A device, found on its server when it is first needed. @throws while the server is not there, or has no such device */
export type Located<T> = (signal: AbortSignal) => Promise<T>;

/** The devices that the guard looks at and moves. What is absent is not there. */
export interface GuardRig {
  readonly telescope?: Located<Telescope>;
  readonly dome?: Located<Dome>;
  readonly camera?: Located<Camera>;
  /** Cut as the last resort, when the mount obeys nothing. */
  readonly mountPower?: MountPower;
  /** All have to say safe. Without any, only a dead engine is watched for. */
  readonly sources: readonly GuardSource[];
}

/** Times in ms. */
export interface GuardSettings {
  /** Between two looks. */
  readonly poll: number;
  /** How long one look may take; what has not answered by then is unknown. */
  readonly lookDeadline: number;
  /** How long the engine may be silent while the roof is open. */
  readonly silenceLimit: number;
  /** How long the observatory may stand open while it is not known to be safe: time for the engine to close it. */
  readonly unsafeLimit: number;
  /** How long an open observatory that no engine has been heard of is left alone, from the start of the guard. */
  readonly startLimit: number;
  /** How long each of aborting, parking and closing may take. */
  readonly stepDeadline: number;
  /** Between two tries to secure an observatory that would not be secured. */
  readonly retry: number;
  /** The roof may close over a telescope that is not parked. */
  readonly roofClearsTelescope: boolean;
}

/** What is told to the log: facts for machines, a sentence for people. */
export interface GuardLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

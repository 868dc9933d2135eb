import type { Clock } from '../../devices/clock.js';
import type { Darkroom } from '../fits/darkroom.js';
import type { FrameSaver } from '../fits/frame-saver.js';
import type { FrameStore } from '../fits/frame-store.js';
import type { ImageDisk } from '../fits/image-disk.js';
import type { Journal } from '../journal/journal.js';
import type { Observatory } from '../plan/observatory.js';
import type { Plan } from '../plan/plan.js';
import type { Rig } from '../rig.js';
import type { Session, StepKind } from '../steps/step.js';
import type { Alarms } from './alarms.js';
import type { Calendar } from './calendar.js';
import type { Connections } from './connections.js';
import type { Leases } from './leases.js';
import type { StatusBoard } from './status.js';

/** What goes into the log file; pino has this shape. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Everything that one run of a night shares. */
export interface NightWorld {
  readonly plan: Plan;
  readonly observatory: Observatory;
  readonly rig: Rig;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly journal: Journal;
  readonly frames: FrameStore;
  /** Saves frames behind the exposures that follow. */
  readonly saver: FrameSaver;
  /** What is known of the disk that the frames go to; absent where they are not kept. */
  readonly disk?: ImageDisk | undefined;
  /** What is done with frames that are saved. */
  readonly darkroom?: Darkroom | undefined;
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly leases: Leases;
  readonly connections: Connections;
  readonly session: Session;
  /** Keys of frames, steps and targets that have been given up or left in this run. */
  readonly skipped: Set<string>;
  readonly board: StatusBoard;
  readonly alarms: Alarms;
  readonly log: Log;
}

/**
 * Whether a frame is on disk or on its way there, or has been given up in this night: either way it is not taken again.
 * Also for nodes left.
 */
export function isAccounted({ journal, saver, skipped }: NightWorld, key: string): boolean {
  const { files, outcomes } = journal.progress;
  return files.has(key) || saver.isPending(key) || skipped.has(key) || outcomes.get(key) === 'skipped';
}

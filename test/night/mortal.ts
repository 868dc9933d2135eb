import { Dispatcher } from 'undici';
import { type Clock, type EpochMs, type Milliseconds, sleepOn, type Timer } from '../../devices/clock.js';
import type { SavedFile } from '../../engine/fits/frame-store.js';
import {
  type FrameFacts,
  type FrameIdentity,
  FrameStore,
  type FrameStoreOptions,
  type ReceivedImage,
} from '../../engine/fits/frame-store.js';
import type { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { Journal } from '../../engine/journal/journal.js';
import type { JournalEntry } from '../../engine/journal/records.js';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** One run of the engine, which may be killed: from then on nothing that it does reaches anything. */
export class Life {
  #kill: () => void = () => undefined;
  dead = false;
  readonly killed = new Promise<'killed'>((resolve) => {
    this.#kill = () => {
      resolve('killed');
    };
  });

  kill(): void {
    this.dead = true;
    this.#kill();
  }
}

/** Timers of a run that was killed never fire. */
export class MortalClock implements Clock {
  constructor(
    private readonly clock: Clock,
    private readonly life: Life,
  ) {}
  now(): EpochMs {
    return this.clock.now();
  }
  setTimeout(fn: () => void, ms: Milliseconds): Timer {
    return this.clock.setTimeout(() => {
      if (!this.life.dead) fn();
    }, ms);
  }
  clearTimeout(timer: Timer | undefined): void {
    this.clock.clearTimeout(timer);
  }
  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }
  track<T>(work: Promise<T>): Promise<T> {
    return this.clock.track(work);
  }
}

/** Calls of a run that was killed go nowhere. */
export class MortalDispatcher extends Dispatcher {
  constructor(
    private readonly inner: Dispatcher,
    private readonly life: Life,
    /** Told of each call that goes out. */
    private readonly onCall: (method: string, path: string, body: string) => void,
  ) {
    super();
  }
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.life.dead) return true;
    const { method, path, body } = options;
    if (method === 'PUT') this.onCall(method, path, body instanceof Uint8Array ? Buffer.from(body).toString() : '');
    return this.inner.dispatch(options, handler);
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

/** A journal whose run is killed when it comes to write its n-th line: that line is lost with it. */
export class MortalJournal implements Journal {
  readonly path = '(in memory)';
  #left: number;
  constructor(
    private readonly journal: MemoryJournal,
    private readonly life: Life,
    killAtLine: number | undefined,
  ) {
    this.#left = killAtLine ?? Infinity;
  }
  get progress() {
    return this.journal.progress;
  }
  append(entry: JournalEntry): Promise<void> {
    if (--this.#left === 0) this.life.kill();
    return this.life.dead ? never() : this.journal.append(entry);
  }
  appendDurably(entry: JournalEntry): Promise<void> {
    return this.append(entry);
  }
  async close(): Promise<void> {
    // Nothing is held.
  }
}

/** What stands on the disk, across all runs of a night. */
export class Shelf {
  readonly files = new Map<string, SavedFile>();
  /** How often each frame was saved. */
  readonly saves = new Map<string, number>();
}

/** A store whose files survive the run that wrote them. */
export class MortalStore extends FrameStore {
  constructor(
    private readonly settings: FrameStoreOptions,
    private readonly shelf: Shelf,
    private readonly life: Life,
    /** What the disk takes for each. */
    private readonly saving: Milliseconds,
  ) {
    super(settings);
  }
  override async keep(received: ReceivedImage, facts: FrameFacts, signal?: AbortSignal): Promise<SavedFile> {
    if (this.saving > 0) await this.settings.clock.sleep(this.saving);
    const saved = await super.keep(received, facts, signal);
    if (this.life.dead) return never();
    const { key } = facts.frame;
    this.shelf.saves.set(key, (this.shelf.saves.get(key) ?? 0) + 1);
    this.shelf.files.set(key, saved);
    return saved;
  }
  override async find(frame: FrameIdentity): Promise<SavedFile | undefined> {
    return this.life.dead ? never() : this.shelf.files.get(frame.key);
  }
}

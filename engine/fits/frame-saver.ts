import type { Clock, Milliseconds } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import type { Journal } from '../journal/journal.js';
import type { FrameFacts, FrameStore, ReceivedImage, SavedFile } from './frame-store.js';

export interface FrameSaverOptions {
  readonly clock: Clock;
  readonly frames: Pick<FrameStore, 'keep'>;
  readonly journal: Pick<Journal, 'appendDurably'>;
  /** Gives up what is not saved yet: for the end of the process, not for clouds, in which a frame is still good. */
  readonly signal?: AbortSignal;
  /** Called when a frame stands and is counted. What it throws is the caller's own. */
  readonly onSaved?: (facts: FrameFacts, file: SavedFile) => void;
  /** Called when a frame is lost: it has to be taken again. */
  readonly onLost?: (facts: FrameFacts, error: unknown) => void;
  /** Called when a frame stands on the disk and cannot be counted, which is tried again. */
  readonly onUncounted?: (facts: FrameFacts, error: unknown) => void;
}

/** How often it is tried to write down that a frame stands, on a disk that is full, and how long apart. */
const COUNT_TRIES = 4;
const COUNT_EVERY: Milliseconds = 10_000;

/**
 * Saves frames behind the exposures that follow: `save` returns at once, and a frame is counted in the journal when its
 * file stands. Until then its key is `pending`: neither done nor to be taken again.
 */
export class FrameSaver {
  readonly #options: FrameSaverOptions;
  readonly #pending = new Map<string, Promise<void>>();
  readonly #lost = new Map<string, unknown>();
  #doubtful = false;

  constructor(options: FrameSaverOptions) {
    this.#options = options;
  }

  /** Whether a frame is being saved, or waits for it. */
  isPending(key: string): boolean {
    return this.#pending.has(key);
  }

  /** Keys of the frames that are being saved. */
  get pending(): ReadonlySet<string> {
    return new Set(this.#pending.keys());
  }

  /** Whether the last frame was lost: the next one is better waited for, so that its loss is a failure of its step. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** Begins to save a frame. There is memory for two: `FrameStore.receive` waits for a third. */
  save(received: ReceivedImage, facts: FrameFacts): void {
    const { key } = facts.frame;
    this.#lost.delete(key);
    const saving = this.#save(received, facts).finally(() => {
      this.#pending.delete(key);
    });
    this.#pending.set(key, saving);
  }

  /** Resolves when nothing is being saved any more: before a plan is said to be done, and before the end. Never rejects. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  /** Resolves when a frame stands and is counted. @throws why it was lost */
  async saved(key: string): Promise<void> {
    await this.#pending.get(key);
    if (!this.#lost.has(key)) return;
    const error = this.#lost.get(key);
    throw error instanceof Error ? error : new Error(String(error));
  }

  async #save(received: ReceivedImage, facts: FrameFacts): Promise<void> {
    const { frames, signal, onSaved, onLost } = this.#options;
    let file: SavedFile;
    try {
      file = await frames.keep(received, facts, signal);
      await this.#count(facts, file);
    } catch (error) {
      this.#lost.set(facts.frame.key, error);
      this.#doubtful = true;
      onLost?.(facts, error);
      return;
    }
    this.#doubtful = false;
    onSaved?.(facts, file);
  }

  /**
   * A journal on a full disk is waited for a little. A frame that stands uncounted is not lost for good: it is found by its
   * name when it would be taken again.
   */
  async #count(facts: FrameFacts, { path, sha256, bytes, exposure }: SavedFile): Promise<void> {
    const { clock, journal, signal, onUncounted } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        await journal.appendDurably({ type: 'file', key: facts.frame.key, path, sha256, bytes, exposure });
        return;
      } catch (error) {
        const full = error instanceof NocturneError && error.code === 'disk-full';
        if (!full || tries >= COUNT_TRIES) throw error;
        onUncounted?.(facts, error);
        await clock.sleep(COUNT_EVERY, signal);
      }
    }
  }
}

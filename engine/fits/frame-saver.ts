import type { Journal } from '../journal/journal.js';
import type { FrameFacts, FrameStore, ReceivedImage, SavedFile } from './frame-store.js';

export interface FrameSaverOptions {
  readonly frames: Pick<FrameStore, 'keep'>;
  readonly journal: Pick<Journal, 'appendDurably'>;
  /** Gives up what is not saved yet: for the end of the process, not for clouds, in which a frame is still good. */
  readonly signal?: AbortSignal;
  /** Called when a frame stands and is counted. What it throws is the caller's own. */
  readonly onSaved?: (facts: FrameFacts, file: SavedFile) => void;
  /** Called when a frame is lost: it has to be taken again. */
  readonly onLost?: (facts: FrameFacts, error: unknown) => void;
}

/**
 * Saves frames behind the exposures that follow: `save` returns at once, and a frame is counted in the journal when its
 * file stands. Until then its key is `pending`: neither done nor to be taken again.
 */
export class FrameSaver {
  readonly #options: FrameSaverOptions;
  readonly #pending = new Map<string, Promise<void>>();

  constructor(options: FrameSaverOptions) {
    this.#options = options;
  }

  /** Keys of the frames that are being saved. */
  get pending(): ReadonlySet<string> {
    return new Set(this.#pending.keys());
  }

  /** Begins to save a frame. There is memory for two: `FrameStore.receive` waits for a third. */
  save(received: ReceivedImage, facts: FrameFacts): void {
    const { key } = facts.frame;
    const saving = this.#save(received, facts).finally(() => {
      this.#pending.delete(key);
    });
    this.#pending.set(key, saving);
  }

  /** Resolves when nothing is being saved any more: before a plan is said to be done, and before the end. Never rejects. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  async #save(received: ReceivedImage, facts: FrameFacts): Promise<void> {
    const { frames, journal, signal, onSaved, onLost } = this.#options;
    let file: SavedFile;
    try {
      file = await frames.keep(received, facts, signal);
      const { path, sha256, bytes, exposure } = file;
      await journal.appendDurably({ type: 'file', key: facts.frame.key, path, sha256, bytes, exposure });
    } catch (error) {
      onLost?.(facts, error);
      return;
    }
    onSaved?.(facts, file);
  }
}

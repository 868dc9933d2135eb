import type { Progress } from '../journal/fold.js';
import type { Journal } from '../journal/journal.js';
import type { JournalEntry } from '../journal/records.js';

/**
 * A journal whose plain records may be lost without holding up what they tell of: a mount is parked, a roof is closed and
 * a meridian is flipped whether or not that can be written down. Durable records still fail, since a frame counts by them.
 */
export class TolerantJournal implements Journal {
  /** Why the last record could not be written; undefined when it was. */
  #failure: string | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly onFailure: (error: unknown, entry: JournalEntry) => void,
  ) {}

  get path(): string {
    return this.journal.path;
  }

  get progress(): Progress {
    return this.journal.progress;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  async append(entry: JournalEntry): Promise<void> {
    try {
      await this.journal.append(entry);
      this.#failure = undefined;
    } catch (error) {
      this.#failed(error, entry);
    }
  }

  async appendDurably(entry: JournalEntry): Promise<void> {
    try {
      await this.journal.appendDurably(entry);
      this.#failure = undefined;
    } catch (error) {
      this.#failed(error, entry);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  #failed(error: unknown, entry: JournalEntry): void {
    this.#failure = `the journal cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    this.onFailure(error, entry);
  }
}

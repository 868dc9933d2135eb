import type { Clock } from '../../devices/clock.js';
import { ProgressFold } from './fold.js';
import { type Journal, recordLine } from './journal.js';
import type { JournalEntry, JournalRecord } from './records.js';

/** A journal that is kept in memory: for rehearsals whose journal is only looked at, and for tests. */
export class MemoryJournal implements Journal {
  readonly path = '(in memory)';
  readonly progress = new ProgressFold();
  readonly records: JournalRecord[] = [];
  readonly #lines: string[] = [];

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    records: Iterable<JournalRecord> = [],
  ) {
    for (const record of records) this.#add(record, `${JSON.stringify(record)}\n`);
  }

  /** What the file would hold. */
  get text(): string {
    return this.#lines.join('');
  }

  async append(entry: JournalEntry): Promise<void> {
    const { record, line } = recordLine(this.clock.now(), entry);
    this.#add(record, line);
  }

  appendDurably(entry: JournalEntry): Promise<void> {
    return this.append(entry);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  #add(record: JournalRecord, line: string): void {
    this.records.push(record);
    this.#lines.push(line);
    this.progress.add(record);
  }
}

import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import { ProgressFold, type Progress } from './fold.js';
import { parseJournal } from './read.js';
import type { JournalEntry, JournalRecord } from './records.js';
import { asDiskError } from './disk-error.js';

/** Append-only record of a night. Records are written in the order of the calls and never changed. */
export interface Journal {
  /** Where it is, for messages. */
  readonly path: string;
  /** What the records written so far amount to; kept up to date. */
  readonly progress: Progress;
  /** Stamps an entry with the time and resolves when it has been handed to the operating system. */
  append(entry: JournalEntry): Promise<void>;
  /** The same, but resolves when it is on the disk: for facts whose loss would cost a frame. */
  appendDurably(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** A record as it stands in the file, with its newline. Key order is `t`, `type`, then as given. */
export function recordLine(at: number, entry: JournalEntry): { readonly record: JournalRecord; readonly line: string } {
  const { type, ...rest } = entry;
  const record = { t: new Date(at).toISOString(), type, ...rest } as JournalRecord;
  return { record, line: `${JSON.stringify(record)}\n` };
}

interface Pending {
  readonly record: JournalRecord;
  readonly line: string;
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens a journal, or begins one where there is none. The torn end that a crash may have left is cut off.
 * @throws NocturneError `journal-corrupt`, `journal-unreadable`, `disk-full`
 */
export async function openJournal(path: string, clock: Clock): Promise<Journal> {
  try {
    return await clock.track(FileJournal.open(path, clock));
  } catch (error) {
    throw asDiskError(error, 'journal-unreadable', 'opening the journal', path);
  }
}

class FileJournal implements Journal {
  readonly progress = new ProgressFold();
  readonly #queue: Pending[] = [];
  #draining = false;
  #drained: Promise<void> = Promise.resolve();
  #size: number;
  /** Set after a failed write, which may have left a part of a line behind. */
  #dirty = false;

  private constructor(
    readonly path: string,
    private readonly clock: Clock,
    private readonly file: FileHandle,
    size: number,
    records: readonly JournalRecord[],
  ) {
    this.#size = size;
    for (const record of records) this.progress.add(record);
  }

  static async open(path: string, clock: Clock): Promise<FileJournal> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+').then(async (created) => {
      // Opened once to create it, then without O_APPEND: a journal writes where its good part ends.
      await created.close();
      return open(path, 'r+');
    });
    try {
      const { records, goodBytes, torn } = parseJournal(await file.readFile(), path);
      if (torn) await file.truncate(goodBytes);
      await file.sync();
      await syncFolder(dirname(path));
      return new FileJournal(path, clock, file, goodBytes, records);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  append(entry: JournalEntry): Promise<void> {
    return this.#enqueue(entry, false);
  }

  appendDurably(entry: JournalEntry): Promise<void> {
    return this.#enqueue(entry, true);
  }

  async close(): Promise<void> {
    await this.#drained;
    await this.clock.track(this.file.close());
  }

  #enqueue(entry: JournalEntry, durable: boolean): Promise<void> {
    const { record, line } = recordLine(this.clock.now(), entry);
    const written = new Promise<void>((resolve, reject) => {
      this.#queue.push({ record, line, durable, resolve, reject });
    });
    if (!this.#draining) {
      this.#draining = true;
      this.#drained = this.clock.track(this.#drain());
    }
    return written;
  }

  /** Writes all that waits in one go, again and again: under load many records share one fsync. */
  async #drain(): Promise<void> {
    // One turn of the event loop's microtasks, so that records appended together are written together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      try {
        await this.#write(batch);
      } catch (error) {
        this.#dirty = true;
        const clear = asDiskError(error, 'journal-unreadable', 'writing the journal', this.path);
        for (const { reject } of batch) reject(clear);
        continue;
      }
      for (const { record, resolve } of batch) {
        this.progress.add(record);
        resolve();
      }
    }
    // In the same turn as the last look at the queue: a record that comes later starts a new round.
    this.#draining = false;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    if (this.#dirty) {
      await this.file.truncate(this.#size);
      this.#dirty = false;
    }
    const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.#size + done);
      done += bytesWritten;
    }
    if (batch.some(({ durable }) => durable)) await this.file.datasync();
    this.#size += bytes.length;
  }
}

/** Makes the names in a folder durable; a platform that cannot sync folders (Windows) does so by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

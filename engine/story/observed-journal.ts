import type { Clock } from '../../devices/clock.js';
import { type Journal, recordLine } from '../journal/journal.js';
import type { JournalEntry, JournalRecord } from '../journal/records.js';

/** A journal that tells of each record once it has been written. */
export function observedJournal(
  journal: Journal,
  clock: Pick<Clock, 'now'>,
  tell: (record: JournalRecord) => void,
): Journal {
  const telling = (write: (entry: JournalEntry) => Promise<void>) => (entry: JournalEntry) => {
    const { record } = recordLine(clock.now(), entry);
    return write(entry).then(() => {
      tell(record);
    });
  };
  return {
    path: journal.path,
    get progress() {
      return journal.progress;
    },
    append: telling((entry) => journal.append(entry)),
    appendDurably: telling((entry) => journal.appendDurably(entry)),
    close: () => journal.close(),
  };
}

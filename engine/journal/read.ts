import { TextDecoder } from 'node:util';
import { JOURNAL_FORMAT, type JournalRecord, REQUIRED_FIELDS, type RecordType } from './records.js';
import { NocturneError } from '../errors.js';

export interface JournalText {
  readonly records: readonly JournalRecord[];
  /** Length of the good part in bytes; what follows is the torn end of a write that never finished. */
  readonly goodBytes: number;
  /** Whether there was a torn end. */
  readonly torn: boolean;
}

const NEWLINE = 0x0a;

/**
 * Reads a journal. A last line without its newline, and zeros that a file system left at the end after a power cut, are
 * what a crash leaves behind and are dropped: nobody was told that such a record was written.
 * @throws NocturneError `journal-corrupt` with file and line for anything else that is not a record
 */
export function parseJournal(bytes: Uint8Array, file: string): JournalText {
  const records: JournalRecord[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0 || bytes.subarray(at).every((byte) => byte === 0)) break;
    records.push(parseLine(bytes.subarray(at, end), decoder, `${file}:${String(line)}`));
    at = end + 1;
  }
  const [first] = records;
  if (first && first.type !== 'night') {
    throw new NocturneError(
      'journal-unreadable',
      `${file}: a journal begins with the record \`night\`, not ${first.type}`,
    );
  }
  return { records, goodBytes: at, torn: at < bytes.length };
}

function parseLine(bytes: Uint8Array, decoder: TextDecoder, place: string): JournalRecord {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw corrupt(place, 'this line is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || !('t' in value)) {
    throw corrupt(place, 'a record has at least `t` and `type`');
  }
  const { type, t } = value;
  if (typeof t !== 'string' || Number.isNaN(Date.parse(t))) throw corrupt(place, '`t` is not a time');
  if (typeof type !== 'string' || !isRecordType(type))
    throw corrupt(place, `no record is called ${JSON.stringify(type)}`);
  const fields = new Map(Object.entries(value));
  for (const [field, expected] of Object.entries(REQUIRED_FIELDS[type])) {
    const found = fields.get(field);
    if (typeof found !== expected || found === null)
      throw corrupt(place, `a record \`${type}\` needs \`${field}\` (${expected})`);
  }
  const record = value as JournalRecord;
  if (record.type === 'night' && record.format > JOURNAL_FORMAT) {
    throw new NocturneError(
      'journal-unreadable',
      `${place}: written in format ${String(record.format)} by Nocturne ${record.version}; this version reads up to ${String(JOURNAL_FORMAT)}`,
      { hint: 'Resume with the version that wrote it.' },
    );
  }
  return record;
}

function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(REQUIRED_FIELDS, type);
}

function corrupt(place: string, what: string, cause?: unknown): NocturneError {
  return new NocturneError('journal-corrupt', `${place}: ${what}`, { cause });
}

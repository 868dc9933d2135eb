import { type Card, integer, logical, real, text, type ValueCard } from './card.js';

/** What an observer wants otherwise in the headers. Applied in this order: drop, rename, add. */
export interface HeaderChanges {
  readonly drop?: readonly string[] | undefined;
  /** From the name here to the name wanted. */
  readonly rename?: Readonly<Record<string, string>> | undefined;
  /** Replaces a keyword that is there already. */
  readonly add?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Without these a frame could not be read, or not be found again. */
const KEPT: ReadonlySet<string> = new Set([
  'SIMPLE',
  'BITPIX',
  'NAXIS',
  'NAXIS1',
  'NAXIS2',
  'NAXIS3',
  'EXTEND',
  'BZERO',
  'BSCALE',
  'DATASUM',
  'CHECKSUM',
  'LONGSTRN',
  'CONTINUE',
  'END',
  'FRAMEKEY',
  'RUNID',
]);

/** What is wrong with such changes, one sentence each; none when they can be made. */
export function checkHeaderChanges({ drop = [], rename = {}, add = {} }: HeaderChanges): readonly string[] {
  const problems: string[] = [];
  const names = [...drop, ...Object.keys(rename), ...Object.values(rename), ...Object.keys(add)];
  for (const name of new Set(names)) {
    if (!/^[A-Z0-9_-]{1,8}$/.test(name)) {
      problems.push(`"${name}" is not a FITS keyword: up to eight of A-Z, 0-9, "_" and "-"`);
    } else if (KEPT.has(name)) {
      problems.push(`${name} cannot be changed: the file could not be read, or the frame not be found again`);
    }
  }
  const wanted = Object.values(rename);
  for (const name of new Set(wanted.filter((one, i) => wanted.indexOf(one) !== i))) {
    problems.push(`two keywords cannot both be renamed to ${name}`);
  }
  for (const [name, value] of Object.entries(add)) {
    if (typeof value === 'number' && !Number.isFinite(value)) problems.push(`${name} cannot be ${String(value)}`);
  }
  return problems;
}

/** The cards as the observer wants them. The changes must have passed `checkHeaderChanges`. */
export function changeHeader(cards: readonly Card[], { drop = [], rename = {}, add = {} }: HeaderChanges): Card[] {
  const added = Object.entries(add).map(([keyword, value]) => addedCard(keyword, value));
  const gone = new Set([...drop, ...Object.keys(add)]);
  const taken = new Set(Object.values(rename));
  const changed = cards
    .filter(({ keyword }) => !gone.has(keyword) && !taken.has(keyword))
    .map((card) => ('value' in card ? { ...card, keyword: rename[card.keyword] ?? card.keyword } : card));
  return [...changed.filter(({ keyword }) => !gone.has(keyword)), ...added];
}

function addedCard(keyword: string, value: string | number | boolean): ValueCard {
  if (typeof value === 'string') return text(keyword, value);
  if (typeof value === 'boolean') return logical(keyword, value);
  return Number.isSafeInteger(value) ? integer(keyword, value) : real(keyword, value);
}

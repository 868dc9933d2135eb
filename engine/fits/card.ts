/**
 * Header cards in the form of FITS 4.0 (the standard of 2018), sections 4.1 and 4.2: 80 ASCII
 * characters, keyword in 1-8, value indicator in 9-10, fixed-format value, comment.
 */

export type CardValue =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'integer'; readonly value: number | bigint }
  /** Given with as many digits as tell it apart from every other number, or rounded to `decimals`. */
  | { readonly type: 'real'; readonly value: number; readonly decimals?: number }
  | { readonly type: 'logical'; readonly value: boolean };

export interface ValueCard {
  readonly keyword: string;
  readonly value: CardValue;
  /** Stands in brackets before the comment, as section 4.3.2 recommends: "[deg] altitude". */
  readonly unit?: string | undefined;
  readonly comment?: string | undefined;
}

/** HISTORY or COMMENT: text without a value; long text is broken over several cards. */
export interface CommentaryCard {
  readonly keyword: 'HISTORY' | 'COMMENT';
  readonly text: string;
}

export type Card = ValueCard | CommentaryCard;

interface Notes {
  readonly unit?: string;
  readonly decimals?: number;
}

export function text(keyword: string, value: string, comment?: string): ValueCard {
  return { keyword, value: { type: 'text', value }, comment };
}

export function integer(keyword: string, value: number | bigint, comment?: string, { unit }: Notes = {}): ValueCard {
  return { keyword, value: { type: 'integer', value }, comment, unit };
}

export function real(keyword: string, value: number, comment?: string, { unit, decimals }: Notes = {}): ValueCard {
  return { keyword, value: { type: 'real', value, ...(decimals === undefined ? {} : { decimals }) }, comment, unit };
}

export function logical(keyword: string, value: boolean, comment?: string): ValueCard {
  return { keyword, value: { type: 'logical', value }, comment };
}

export const CARD_LENGTH = 80;
/** Columns of a text value between its quotes in one card. */
const TEXT_COLUMNS = 68;
/** Columns of a number, right-aligned to column 30. */
const NUMBER_COLUMNS = 20;

/** The cards, each 80 characters, that a card takes: more than one for long texts. */
export function formatCard(card: Card): readonly string[] {
  if ('text' in card) {
    const parts = asciiText(card.text).match(/.{1,72}/g) ?? [''];
    return parts.map((part) => `${card.keyword.padEnd(8)}${part}`.padEnd(CARD_LENGTH));
  }
  if (!/^[A-Z0-9_-]{1,8}$/.test(card.keyword)) {
    throw new RangeError(`"${card.keyword}" is not a FITS keyword: up to 8 of A-Z, 0-9, _ and -`);
  }
  const { value } = card;
  const head = `${card.keyword.padEnd(8)}= `;
  if (value.type === 'text') return formatText(head, value.value, commentOf(card));
  return [withComment(`${head}${formatNumber(value).padStart(NUMBER_COLUMNS)}`, commentOf(card))];
}

/** The nearest text in the characters that FITS allows, 0x20 to 0x7e: accents are dropped, the rest becomes `?`. */
export function asciiText(value: string): string {
  if (/^[ -~]*$/.test(value)) return value;
  return value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\t\r\n]+/g, ' ')
    .replace(/[^ -~]/gu, '?');
}

function commentOf({ unit, comment }: ValueCard): string {
  const note = comment ?? '';
  return asciiText(unit === undefined ? note : `[${unit}]${note === '' ? '' : ' '}${note}`);
}

function formatNumber(value: Exclude<CardValue, { type: 'text' }>): string {
  switch (value.type) {
    case 'logical':
      return value.value ? 'T' : 'F';
    case 'integer':
      if (typeof value.value === 'number' && !Number.isSafeInteger(value.value)) {
        throw new RangeError(`${String(value.value)} is not an integer that a card can hold`);
      }
      return value.value.toString();
    case 'real':
      return formatReal(value.value, value.decimals);
  }
}

/** A real with its decimal point and, if it has one, an exponent `E`, in no more than 20 columns. */
function formatReal(value: number, decimals: number | undefined): string {
  if (!Number.isFinite(value)) throw new RangeError(`a card cannot hold ${String(value)}`);
  // `+ 0` makes a plain zero of a negative one.
  const rounded = decimals === undefined ? value : Number(value.toFixed(decimals)) + 0;
  for (let precision = 17; ; precision--) {
    const [digits = '', exponent] = (precision === 17 ? String(rounded) : rounded.toPrecision(precision)).split('e');
    const mantissa = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
    const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
    const formatted = exponent === undefined ? pointed : `${pointed}E${exponent.replace('+', '')}`;
    if (formatted.length <= NUMBER_COLUMNS) return formatted;
  }
}

/** A text in quotes, closing at column 20 or later; a long one goes on in CONTINUE cards (section 4.2.1.2). */
function formatText(head: string, value: string, comment: string): readonly string[] {
  const escaped = asciiText(value).trimEnd().replaceAll("'", "''");
  if (escaped.length <= TEXT_COLUMNS) return [withComment(`${head}'${escaped.padEnd(8)}'`, comment)];
  const cards: string[] = [];
  let rest = escaped;
  while (rest.length > TEXT_COLUMNS) {
    let take = TEXT_COLUMNS - 1;
    // A doubled quote must not be torn apart: an odd number of quotes at the cut would be one.
    take -= quotesBefore(rest, take) % 2;
    cards.push(`${cards.length === 0 ? head : 'CONTINUE  '}'${rest.slice(0, take)}&'`.padEnd(CARD_LENGTH));
    rest = rest.slice(take);
  }
  cards.push(withComment(`CONTINUE  '${rest}'`, comment));
  return cards;
}

function quotesBefore(value: string, end: number): number {
  let count = 0;
  while (value[end - 1 - count] === "'") count++;
  return count;
}

/**
 * Comments begin in one line where they can. (astropy rewrites the CHECKSUM card so before it compares.) One that has no
 * room is cut at a word, or left out: the value is what counts.
 */
function withComment(value: string, comment: string): string {
  const card = value.padEnd(10 + NUMBER_COLUMNS);
  const room = CARD_LENGTH - card.length - 3;
  if (comment === '' || room < 8) return card.padEnd(CARD_LENGTH);
  const cut =
    comment.length <= room ? comment : comment.slice(0, comment.slice(0, room + 1).lastIndexOf(' ')).trimEnd();
  return (cut === '' ? card : `${card} / ${cut}`).padEnd(CARD_LENGTH);
}

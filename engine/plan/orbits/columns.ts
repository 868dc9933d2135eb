/** Lines in which everything has its columns, as the Minor Planet Center publishes them. Columns count from 1. */

/** What is wrong with a line, and where in it. */
export class LineError extends Error {
  override readonly name = 'LineError';
  constructor(
    message: string,
    readonly column: number,
    readonly length: number,
    readonly hint?: string,
  ) {
    super(message);
  }
}

export interface Field {
  /** With its article: "the eccentricity". */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly least?: number;
  /** Values are below it. */
  readonly below?: number;
}

const AS_PUBLISHED = 'take the line as it is published, with all of its blanks, in quotes: its columns count';

export class ColumnLine {
  /** @param shift columns that are missing at the beginning of the line as it was written */
  constructor(
    readonly text: string,
    readonly shift = 0,
  ) {}

  /** What stands there, without the blanks around it. */
  textAt(from: number, to: number): string {
    return this.text.slice(from - 1, to).trim();
  }

  error({ name, from, to }: Field, problem: string, hint = AS_PUBLISHED): LineError {
    const columns = from === to ? `column ${String(from)}` : `columns ${String(from)} to ${String(to)}`;
    return new LineError(`${name}, ${columns}: ${problem}`, Math.max(1, from - this.shift), to - from + 1, hint);
  }

  /** @throws LineError */
  number(field: Field): number {
    const { from, to, least = -Infinity, below = Infinity } = field;
    const text = this.textAt(from, to);
    if (text === '') throw this.error(field, 'expected a number, found nothing');
    // A figure right beside the columns belongs to the number: the line is out of step with its columns.
    const cut = /[\d.]/u.test(this.text.charAt(from - 2)) || /[\d.]/u.test(this.text.charAt(to));
    if (cut || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/u.test(text)) {
      throw this.error(field, `expected a number, found "${text}"${cut ? ' as a part of a longer one' : ''}`);
    }
    const value = Number(text);
    if (value < least || value >= below) {
      const range =
        below === Infinity ? `${String(least)} or more` : `${String(least)} or more and below ${String(below)}`;
      throw this.error(field, `expected ${range}, found ${text}`);
    }
    return value;
  }
}

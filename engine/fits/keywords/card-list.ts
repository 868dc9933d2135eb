import { type Card, integer, logical, real, text } from '../card.js';

interface NumberNotes {
  readonly unit?: string;
  readonly decimals?: number;
}

/** Collects cards; a value that is not known is left out, since a made-up one would be taken for true. */
export class CardList {
  readonly cards: Card[] = [];

  text(keyword: string, value: string | undefined, comment: string): this {
    if (value !== undefined && value.trim() !== '') this.cards.push(text(keyword, value, comment));
    return this;
  }

  real(keyword: string, value: number | undefined, comment: string, notes: NumberNotes = {}): this {
    if (value !== undefined && Number.isFinite(value)) this.cards.push(real(keyword, value, comment, notes));
    return this;
  }

  integer(keyword: string, value: number | undefined, comment: string, notes: { readonly unit?: string } = {}): this {
    if (value !== undefined && Number.isSafeInteger(value)) this.cards.push(integer(keyword, value, comment, notes));
    return this;
  }

  logical(keyword: string, value: boolean | undefined, comment: string): this {
    if (value !== undefined) this.cards.push(logical(keyword, value, comment));
    return this;
  }
}

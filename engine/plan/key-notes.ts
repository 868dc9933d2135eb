import { z } from 'zod';

interface Note {
  /** The keys that are known where one is not. */
  readonly keys?: readonly string[];
  /** What the schema says of what is missing. */
  readonly description?: string;
}

/** What Zod's issues do not say: here the schema that raises an issue leaves it, and the issue's message is its number. */
export class KeyNotes {
  readonly #notes: Note[] = [];

  readonly write = (issue: {
    readonly code?: string;
    readonly inst?: unknown;
    readonly input?: unknown;
  }): string | undefined => {
    const inst = issue.inst as
      | (z.core.$ZodType & { readonly _zod: { readonly def: { readonly shape?: object } } })
      | undefined;
    if (!inst || (issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_type')) return undefined;
    const { shape } = inst._zod.def;
    const description = issue.input === undefined ? z.globalRegistry.get(inst)?.description : undefined;
    if (!shape && description === undefined) return undefined;
    const note = { ...(shape && { keys: Object.keys(shape) }), ...(description !== undefined && { description }) };
    return String(this.#notes.push(note) - 1);
  };

  /** The keys of the mapping that was expected; undefined when the issue is not about a mapping. */
  keys(issue: z.core.$ZodIssue): readonly string[] | undefined {
    return this.#notes[Number(issue.message)]?.keys;
  }

  /** What should stand there, where the schema that misses it says so. */
  description(issue: z.core.$ZodIssue): string | undefined {
    return this.#notes[Number(issue.message)]?.description;
  }
}

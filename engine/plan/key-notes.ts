import type { z } from 'zod';

/** Zod's issue of an unknown key does not say which are known; here the schema that raised it leaves them. */
export class KeyNotes {
  readonly #keys: (readonly string[])[] = [];

  readonly write = (issue: { readonly code?: string; readonly inst?: unknown }): string | undefined => {
    const inst = issue.inst as { readonly _zod?: { readonly def?: { readonly shape?: object } } } | undefined;
    const shape = inst?._zod?.def?.shape;
    if (!shape || (issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_type')) return undefined;
    return String(this.#keys.push(Object.keys(shape)) - 1);
  };

  /** The keys of the mapping that was expected; undefined when the issue is not about a mapping. */
  read(issue: z.core.$ZodIssue): readonly string[] | undefined {
    return this.#keys[Number(issue.message)];
  }
}

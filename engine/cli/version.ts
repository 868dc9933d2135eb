import { createRequire } from 'node:module';

/** The version of this package, from its package.json: the same file whether the code runs from source or as built. */
export function version(): string {
  const description: unknown = createRequire(import.meta.url)('nocturne/package.json');
  if (typeof description === 'object' && description !== null && 'version' in description) {
    return String(description.version);
  }
  throw new Error("Nocturne's package.json has no version.");
}

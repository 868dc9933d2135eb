import { readFileSync } from 'node:fs';

/** Built modules stand a folder deeper than their sources. */
const PACKAGE = new URL(
  import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json',
  import.meta.url,
);

/** The version of this package, from its package.json: the same file whether the code runs from source or as built. */
export function version(): string {
  const description: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  if (typeof description === 'object' && description !== null && 'version' in description) {
    return String(description.version);
  }
  throw new Error("Nocturne's package.json has no version.");
}

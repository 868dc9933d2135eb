import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = join(ROOT, 'dist/nocturne.cjs');
const SOURCE = join(ROOT, 'engine/cli/main.ts');

/**
 * What Node is given to start `nocturne`: the program as users start it where it was built from what stands here now, as
 * `npm ci` leaves it; else its sources, which take a second longer each time.
 */
export const NOCTURNE: readonly string[] = isFresh() ? [BUILT] : ['--import', import.meta.resolve('tsx'), SOURCE];

function isFresh(): boolean {
  const built = changed(join(ROOT, 'dist/program.cjs'));
  const sources = ['engine', 'devices', 'sky'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?[tj]s$/.test(name))
      .map((name) => join(ROOT, folder, name)),
  );
  return [...sources, join(ROOT, 'package-lock.json')].every((source) => changed(source) < built);
}

/** ms since 1970; 0 for what is not there */
function changed(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

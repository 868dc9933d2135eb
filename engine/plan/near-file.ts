import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearName } from '../../devices/near-name.js';

/**
 * Asks for a file beside one that is not there, if one of the same kind has nearly its name.
 * @param written the path as the observer wrote it, which may start from somewhere else
 */
export function nearFile(path: string, written: string): string | undefined {
  let beside: readonly string[];
  try {
    beside = readdirSync(dirname(path));
  } catch {
    // A folder that is not there, or may not be looked into, has no names to tell.
    return undefined;
  }
  const [stem, kind] = parts(basename(path));
  const alike = beside.filter((name) => parts(name)[1] === (kind === '' ? '.yaml' : kind));
  const near = nearName(
    stem,
    alike.map((name) => parts(name)[0]),
  );
  const file = alike.find((name) => parts(name)[0] === near);
  return file === undefined ? undefined : `did you mean \`${join(dirname(written), file)}\`?`;
}

/** "backyard" and ".observatory.yaml". */
function parts(name: string): readonly [stem: string, kind: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot).replace(/\.yml$/u, '.yaml')];
}

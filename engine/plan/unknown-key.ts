import { nearName } from '../../devices/near-name.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';

/** A key that a mapping does not have, with the one that was probably meant. */
export function unknownKey(key: string, known: readonly string[], place: Place, what: string): Problem {
  const near = meantBy(key, known);
  const keys = known.length === 0 ? `"${what}" takes nothing` : `its keys are ${known.join(', ')}`;
  const hint = near === undefined ? (decimalComma(key) ?? keys) : `did you mean \`${near}\`?`;
  return { severity: 'error', code: 'unknown-key', message: `unknown key "${key}" in "${what}"`, hint, place };
}

/** What stands behind the comma of `{ exposure: 180,5 s }` is read as a key. */
function decimalComma(key: string): string | undefined {
  return /^\d/u.test(key) ? 'a comma ends a value inside { }: decimals are written with a point' : undefined;
}

/** The key that was meant: one that is spelt nearly so, or what people call it elsewhere. */
export function meantBy(key: string, known: readonly string[]): string | undefined {
  return nearName(key, known) ?? MEANT.get(key.toLowerCase())?.find((name) => known.includes(name));
}

/** What people call things elsewhere. */
const MEANT: ReadonlyMap<string, readonly string[]> = new Map([
  ['exptime', ['exposure']],
  ['duration', ['exposure', 'for', 'over']],
  ['seconds', ['exposure', 'for']],
  ['time', ['exposure', 'for', 'until']],
  ['number', ['count', 'device']],
  ['times', ['count']],
  ['quantity', ['count']],
  ['n', ['count']],
  ['bin', ['binning']],
  ['temperature', ['to']],
  ['setpoint', ['to']],
  ['target', ['to', 'name']],
  ['coordinates', ['position', 'to']],
  ['coords', ['position', 'to']],
  ['where', ['position', 'to']],
  ['conditions', ['while']],
  ['constraints', ['while']],
  ['limits', ['while']],
  ['ra', ['position']],
  ['dec', ['position']],
  ['retries', ['retry']],
  ['attempts', ['retry', 'count']],
  ['delay', ['backoff', 'for']],
  ['object', ['name']],
  ['title', ['name', 'sequence']],
  ['exposures', ['frames']],
  ['images', ['frames']],
  ['lat', ['latitude']],
  ['lon', ['longitude']],
  ['long', ['longitude']],
  ['height', ['elevation']],
  ['altitude', ['elevation']],
  ['timezone', ['zone']],
  ['tz', ['zone']],
  ['mount', ['telescope']],
  ['roof', ['dome']],
  ['weather', ['observing-conditions']],
  ['wheel', ['filter-wheel']],
  ['name', ['observatory', 'sequence']],
  ['otherwise', ['else']],
  ['then', ['steps']],
  ['condition', ['if', 'while']],
  ['end', ['shutdown', 'until']],
  ['setup', ['startup']],
  ['onerror', ['on-error']],
  ['onfailure', ['on-error']],
]);

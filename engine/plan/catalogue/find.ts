import { PLANETS } from '../../../sky/index.js';
import { nearName } from '../../../devices/near-name.js';
import { OTHER_NAMES, PLACES } from './names-data.js';

/** J2000, hours and degrees. */
export interface CatalogueEntry {
  /** As the catalogue has it: NGC224 for M31. */
  readonly name: string;
  readonly ra: number;
  readonly dec: number;
}

interface Catalogue {
  readonly places: ReadonlyMap<string, CatalogueEntry>;
  /** Names that are words, for near names: a designation is near a hundred others. */
  readonly words: readonly string[];
}

let loaded: Catalogue | undefined;

/** Read on the first question that needs it: 14,000 lines take 30 ms. */
function catalogue(): Catalogue {
  if (loaded) return loaded;
  const places = new Map<string, CatalogueEntry>();
  const words: string[] = [];
  const keep = (written: string, entry: CatalogueEntry): void => {
    const key = keyOf(written);
    if (!places.has(key)) places.set(key, entry);
    if (/^[^\d]+$/u.test(written)) words.push(written);
  };
  for (const line of PLACES.trim().split('\n')) {
    const [name = '', ra, dec] = line.split('\t');
    keep(name, { name, ra: Number(ra) / 15, dec: Number(dec) });
  }
  for (const line of OTHER_NAMES.trim().split('\n')) {
    const [name = '', of = ''] = line.split('\t');
    const entry = places.get(keyOf(of));
    if (entry) keep(name, entry);
  }
  loaded = { places, words };
  return loaded;
}

/** Long forms of the catalogues' names. */
const LONG_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^MESSIER/u, 'M'],
  [/^CALDWELL/u, 'C'],
  [/^BARNARD(?=\d)/u, 'B'],
  [/^SHARPLESS2?/u, 'SH2'],
  [/^COLLINDER/u, 'CR'],
];

/** Without capitals, blanks, hyphens and apostrophes; leading zeros of numbers fall away. */
function keyOf(name: string): string {
  const plain = name
    .toUpperCase()
    .replace(/[\s'’.-]/gu, '')
    .replace(/(?<=[A-Z])0+(?=\d)/gu, '');
  const form = LONG_FORMS.find(([pattern]) => pattern.test(plain));
  return form ? plain.replace(form[0], form[1]) : plain;
}

/**
 * The place of an object by its name: Messier, NGC, IC, Caldwell, Sharpless, Barnard, LDN, LBN, RCW, vdB, Cederblad and
 * Collinder numbers, common names, and named stars.
 * @example findByName('Andromeda Galaxy') // { name: 'NGC224', ra: 0.7123, dec: 41.2687 }
 */
export function findByName(name: string): CatalogueEntry | undefined {
  const key = keyOf(name);
  return loaded ? loaded.places.get(key) : (asWritten(key) ?? catalogue().places.get(key));
}

/** What the catalogue has under just this name, found without reading the rest of it: most plans name M31 so. */
function asWritten(key: string): CatalogueEntry | undefined {
  const place = lineOf(PLACES, key) ?? lineOf(PLACES, lineOf(OTHER_NAMES, key)?.[1] ?? '');
  if (!place) return undefined;
  const [name = '', ra, dec] = place;
  return { name, ra: Number(ra) / 15, dec: Number(dec) };
}

/** The columns of the line that begins with a name. */
function lineOf(lines: string, name: string): readonly string[] | undefined {
  const at = name === '' ? -1 : lines.indexOf(`\n${name}\t`);
  return at < 0 ? undefined : lines.slice(at + 1, lines.indexOf('\n', at + 1)).split('\t');
}

/** A name of the catalogue, or of the solar system, that was perhaps meant. */
export function nearNamed(name: string): string | undefined {
  return name.length < 4 ? undefined : nearName(name, [...PLANETS, 'moon', ...catalogue().words]);
}

/**
 * Makes names-data.ts from the data files of the npm package d3-celestial (BSD-3-Clause):
 *
 *     npm pack d3-celestial && tar xzf d3-celestial-*.tgz
 *     npx tsx engine/plan/catalogue/make-names.ts package/data
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALDWELL } from './caldwell.js';

interface Feature {
  readonly id: string | number;
  readonly properties: { readonly desig?: string; readonly name?: string };
  readonly geometry: { readonly coordinates: readonly [number, number] };
}

const folder = process.argv[2] ?? 'package/data';
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
const featuresOf = (name: string): readonly Feature[] => read<{ features: Feature[] }>(name).features;

/** Of the designations in the data, those that people point telescopes by. */
const WANTED = /^(?:M|NGC|IC|C|Sh2-|B|LDN|LBN|RCW|VdB|Ced|Cr) ?\d/u;

const places = new Map<string, readonly [ra: number, dec: number]>();
const aliases = new Map<string, string>();
const tight = (name: string): string => name.replace(/^([A-Za-z]+) (?=\d)/u, '$1');

function place(name: string, [longitude, latitude]: readonly [number, number]): void {
  const known = tight(name);
  if (!places.has(known)) places.set(known, [(longitude + 360) % 360, latitude]);
}

for (const { id, properties, geometry } of featuresOf('dsos.20.json')) {
  const name = String(id);
  const other = properties.desig;
  if (WANTED.test(name)) place(name, geometry.coordinates);
  if (other !== undefined && other !== name && WANTED.test(other)) {
    if (places.has(tight(name))) aliases.set(tight(other), tight(name));
    else place(other, geometry.coordinates);
  }
}
// Less exact, so only where nothing else is known.
for (const { id, geometry } of featuresOf('messier.json')) {
  if (!aliases.has(String(id))) place(String(id), geometry.coordinates);
}
for (const [number, object] of Object.entries(CALDWELL)) {
  if (places.has(object)) aliases.set(`C${number}`, object);
  else if (!places.has(`C${number}`)) console.error(`C${number}: no ${object}`);
}
for (const [id, { name }] of Object.entries(read<Record<string, { name?: string }>>('dsonames.json'))) {
  const known = tight(id);
  const target = aliases.get(known) ?? known;
  if (name && places.has(target)) aliases.set(name, target);
}
const stars = new Map(featuresOf('stars.14.json').map(({ id, geometry }) => [String(id), geometry.coordinates]));
for (const [id, { name }] of Object.entries(read<Record<string, { name?: string }>>('starnames.json'))) {
  const at = stars.get(id);
  if (name && at && !places.has(name) && !aliases.has(name)) place(name, at);
}

const digits = (value: number): string => String(Number(value.toFixed(4)));
const lines = [...places].map(([name, [ra, dec]]) => `${name}\t${digits(ra)}\t${digits(dec)}`);
const others = [...aliases].map(([name, of]) => `${name}\t${of}`);
const licence = readFileSync(join(folder, '../LICENSE'), 'utf8').trim();
writeFileSync(
  new URL('names-data.ts', import.meta.url),
  `/**
 * Places of deep-sky objects and stars with names, J2000: made by make-names.ts, not by hand.
 *
 * From the data of d3-celestial 0.7.35 by Olaf Frohn, which gathers them from Saguaro Astronomy Club's database, NGC/IC
 * project, HyperLeda, SIMBAD and the extended Hipparcos compilation, under this licence:
 *
${licence
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */

/** A line each: name, right ascension and declination in degrees. */
export const PLACES = \`
${lines.join('\n').replaceAll('`', "'")}
\`;

/** A line each: another name, and the one in PLACES that it stands for. */
export const OTHER_NAMES = \`
${others.join('\n').replaceAll('`', "'")}
\`;
`,
);
console.log(`${String(places.size)} places, ${String(aliases.size)} other names`);

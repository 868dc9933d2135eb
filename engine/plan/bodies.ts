import { PLANETS, type SolarSystemBody } from '../../sky/index.js';

/** A planet or the moon by its name, capitals aside; undefined for what is neither. */
export function bodyByName(name: string): SolarSystemBody | undefined {
  const plain = name.trim().toLowerCase();
  if (plain === 'moon' || plain === 'the moon') return { kind: 'moon' };
  const planet = PLANETS.find((each) => each.toLowerCase() === plain);
  return planet && { kind: 'planet', name: planet };
}

/** For people, and for a planet or the moon in the form in which it is read back. */
export function bodyTitle(body: SolarSystemBody): string {
  return body.kind === 'moon' ? 'moon' : body.name;
}

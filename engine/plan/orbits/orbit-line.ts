import { type Orbit, orbitOf } from '../../../sky/index.js';
import { ColumnLine, type Field, LineError } from './columns.js';
import { daysOf, unpackDate } from './date.js';

/** A comet or an asteroid, from one line of the Minor Planet Center. */
export interface OrbitEntry {
  /** "(4) Vesta", "C/2022 E3 (ZTF)"; the packed designation where the line says no more. */
  readonly name: string;
  readonly orbit: Orbit;
}

/** Whether a line is of the comets' form: year, month and day of perihelion stand where asteroids have an epoch. */
function isComet(text: string): boolean {
  return /^.{14}\d{4} [01 ]\d /u.test(text);
}

/** The blanks before the kind of a comet without a number get lost when a line is copied, and stand for nothing. */
function restored(written: string): ColumnLine {
  const text = written.replace(/\s+$/u, '');
  const padded = `    ${text.trimStart()}`;
  if (!isComet(text) && /^\s{0,3}[CPDXAI]/u.test(text) && isComet(padded)) {
    return new ColumnLine(padded, padded.length - text.length);
  }
  return new ColumnLine(text);
}

/**
 * Reads one line of MPCORB.DAT (asteroids) or CometEls.txt (comets). Of the columns, those of the orbit must be there;
 * the line may end after them. https://minorplanetcenter.net/iau/info/MPOrbitFormat.html and CometOrbitFormat.html
 * @throws LineError
 */
export function parseOrbitLine(written: string): OrbitEntry {
  const line = restored(written);
  if (written.trim() === '') throw new LineError('the line is empty', 1, 1);
  if (isComet(line.text)) return comet(line);
  if (unpackDate(line.textAt(21, 25)) !== undefined || line.textAt(27, 35) !== '') return asteroid(line);
  throw new LineError(
    'this is no line of orbital elements: neither an epoch in columns 21 to 25 nor a date of perihelion in columns 15 to 29',
    1,
    written.length,
    'take a line of MPCORB.DAT or CometEls.txt as it is published, with all of its blanks, in quotes',
  );
}

const ANGLE = { least: 0, below: 360.000_01 } as const;
const EPOCH: Field = { name: 'the epoch', from: 21, to: 25 };
const ASTEROID = {
  meanAnomaly: { name: 'the mean anomaly', from: 27, to: 35, ...ANGLE },
  argumentOfPerihelion: { name: 'the argument of perihelion', from: 38, to: 46, ...ANGLE },
  ascendingNode: { name: 'the ascending node', from: 49, to: 57, ...ANGLE },
  inclination: { name: 'the inclination', from: 60, to: 68, least: 0, below: 180.000_01 },
  eccentricity: { name: 'the eccentricity', from: 71, to: 79, least: 0, below: 1 },
  semiMajorAxis: { name: 'the semimajor axis', from: 93, to: 103, least: 0.01 },
} as const satisfies Readonly<Record<string, Field>>;

function asteroid(line: ColumnLine): OrbitEntry {
  const packed = line.textAt(21, 25);
  const epoch = unpackDate(packed);
  if (epoch === undefined) throw line.error(EPOCH, `expected a packed date such as K2289, found "${packed}"`);
  const orbit = orbitOf({
    epoch,
    meanAnomaly: line.number(ASTEROID.meanAnomaly),
    argumentOfPerihelion: line.number(ASTEROID.argumentOfPerihelion),
    ascendingNode: line.number(ASTEROID.ascendingNode),
    inclination: line.number(ASTEROID.inclination),
    eccentricity: line.number(ASTEROID.eccentricity),
    semiMajorAxis: line.number(ASTEROID.semiMajorAxis),
  });
  return { name: line.textAt(167, 194) || line.textAt(1, 7), orbit };
}

const PERIHELION: Field = { name: 'the date of perihelion', from: 15, to: 29 };
const COMET = {
  year: { name: 'the year of perihelion', from: 15, to: 18 },
  month: { name: 'the month of perihelion', from: 20, to: 21 },
  day: { name: 'the day of perihelion', from: 23, to: 29 },
  distance: { name: 'the distance at perihelion', from: 31, to: 39, least: 0.000_1 },
  eccentricity: { name: 'the eccentricity', from: 42, to: 49, least: 0, below: 20 },
  argumentOfPerihelion: { name: 'the argument of perihelion', from: 52, to: 59, ...ANGLE },
  ascendingNode: { name: 'the ascending node', from: 62, to: 69, ...ANGLE },
  inclination: { name: 'the inclination', from: 72, to: 79, least: 0, below: 180.000_01 },
} as const satisfies Readonly<Record<string, Field>>;

function comet(line: ColumnLine): OrbitEntry {
  const [year, month, day] = [line.number(COMET.year), line.number(COMET.month), line.number(COMET.day)];
  const perihelion = daysOf(year, month, day);
  if (perihelion === undefined) {
    throw line.error(PERIHELION, `there is no day ${String(day)} in month ${String(month)} of ${String(year)}`);
  }
  const [, y, m, d] = /^(\d{4})(\d\d)(\d\d)$/u.exec(line.textAt(82, 89)) ?? [];
  const epoch = y === undefined ? undefined : daysOf(Number(y), Number(m), Number(d));
  const orbit: Orbit = {
    perihelion,
    perihelionDistance: line.number(COMET.distance),
    eccentricity: line.number(COMET.eccentricity),
    argumentOfPerihelion: line.number(COMET.argumentOfPerihelion),
    ascendingNode: line.number(COMET.ascendingNode),
    inclination: line.number(COMET.inclination),
    ...(epoch !== undefined && { epoch }),
  };
  return { name: line.textAt(103, 158) || line.textAt(1, 12), orbit };
}

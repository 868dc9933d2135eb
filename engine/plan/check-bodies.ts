import { bodyDistance, type SolarSystemBody } from '../../sky/index.js';
import type { Observatory } from './observatory.js';
import { dateOf } from './orbits/date.js';
import type { AnyNode, Place, Plan, Position } from './plan.js';
import type { Problem } from './problem.js';
import { type NightDate, nightTimes } from './times.js';
import { everyNodeOf } from './walk.js';

type Orbiting = Extract<SolarSystemBody, { kind: 'orbit' }>;

/**
 * For how many days about its epoch an orbit tells where a body is to some 10 arcsec. Found by letting the planets disturb
 * it: Vesta is off by 8 arcsec after 100 days and by 10 after 200, Ceres by 5 and 8; C/2022 E3 by 12 after 150 days, half
 * an au from the Earth; what comes as near as Eros by 7 after 60 days and 18 after 100; at 0.2 au it is 3 after 30 days and
 * 17 after 60. Comets are disturbed by their own jets too.
 */
const GOOD_FOR = [
  { nearerThan: 0.2, days: 30 },
  { nearerThan: 0.7, days: 60 },
] as const;
const GOOD_FOR_COMETS = 100;
const GOOD_FOR_ASTEROIDS = 200;
/** ms */
const DAY = 86_400_000;

/** Doubts about bodies whose orbital elements are too old, or too far ahead, for the night of a date. */
export function checkBodies(plan: Plan, { site }: Pick<Observatory, 'site'>, date: NightDate): readonly Problem[] {
  const { midnight } = nightTimes(date, site).twilight;
  const problems: Problem[] = [];
  const told = new Set<string>();
  for (const node of everyNodeOf(plan)) {
    const body = bodyOf(node);
    if (!body || told.has(body.name)) continue;
    told.add(body.name);
    const doubt = stale(body, midnight, date, node.place);
    if (doubt) problems.push(doubt);
  }
  return problems;
}

function stale(body: Orbiting, at: number, night: NightDate, place: Place): Problem | undefined {
  const { name, orbit } = body;
  // A line without an epoch is one of a comet, whose elements are commonly those of its perihelion.
  const epoch = orbit.epoch ?? orbit.perihelion;
  const days = (Date.parse(night) - Date.parse(dateOf(epoch))) / DAY;
  const distance = bodyDistance(body, at);
  const near = GOOD_FOR.find(({ nearerThan }) => distance < nearerThan);
  const good = near?.days ?? (isComet(body) ? GOOD_FOR_COMETS : GOOD_FOR_ASTEROIDS);
  if (Math.abs(days) <= good) return undefined;
  const when = `${String(Math.abs(days))} days ${days > 0 ? 'before' : 'after'} the night of ${night}`;
  const where = `${distance.toFixed(distance < 1 ? 2 : 1)} au from the Earth`;
  const of = orbit.epoch === undefined ? 'say no epoch, and its perihelion is' : 'are of';
  return {
    severity: 'warning',
    code: 'doubtful',
    message: `the orbital elements of ${name} ${of} ${dateOf(epoch)}, ${when}: it may stand some 10 arcsec or more beside where it is pointed at`,
    hint: `the planets disturb its orbit: ${where}, elements are good for ${String(good)} days; take a fresh line from the Minor Planet Center`,
    place,
  };
}

/** The body of an orbit that a node points at. */
function bodyOf(node: AnyNode): Orbiting | undefined {
  const position = node.node === 'target' ? node.position : node.node === 'step' ? destinationOf(node.body) : undefined;
  return position?.kind === 'body' && position.body.kind === 'orbit' ? position.body : undefined;
}

function destinationOf(body: unknown): Position | undefined {
  return typeof body === 'object' && body !== null && 'to' in body && isPosition(body.to) ? body.to : undefined;
}

function isPosition(value: unknown): value is Position {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** By its name, such as 12P/Pons-Brooks or C/2022 E3, or packed, such as CK22E030; else by its orbit. */
function isComet({ name, orbit }: Orbiting): boolean {
  return /^\d*[CPDXI](?:\/|-|[I-L]\d\d)/u.test(name) || orbit.eccentricity > 0.7;
}

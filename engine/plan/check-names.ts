import { formatDeclination, formatRightAscension, j2000, type J2000, separation } from '../../sky/index.js';
import { findByName } from './catalogue/find.js';
import type { Plan, TargetNode } from './plan.js';
import type { Problem } from './problem.js';
import { everyNodeOf } from './walk.js';

/** deg; a mosaic or a large nebula may well be pointed at so far from where the catalogue has it. */
const FAR = 5;
/** deg; so near a slip in writing the position explains where it is. */
const NEAR = 0.5;

/** Targets with the name of something that stands elsewhere: one of the two is probably a slip. */
export function checkNames(plan: Plan): readonly Problem[] {
  return everyNodeOf(plan).flatMap((node) => (node.node === 'target' ? elsewhere(node) : []));
}

function elsewhere({ name, position, place }: TargetNode): readonly Problem[] {
  if (position.kind !== 'equatorial') return [];
  const found = findByName(name);
  if (!found) return [];
  const known = j2000(found.ra, found.dec);
  // Precession since J2000 is nothing to distances of degrees.
  const written = j2000(position.ra, position.dec);
  const distance = separation(known, written);
  if (distance < FAR) return [];
  const text = `${formatRightAscension(known.ra, { digits: 0 })} ${formatDeclination(known.dec, { digits: 0 })}`;
  return [
    {
      severity: 'warning',
      code: 'doubtful',
      message: `the position of ${name} is ${distance.toFixed(0)} deg from where the catalogue has it, ${text}`,
      hint:
        slipIn(written, known) ?? 'leave `position` away to take it from the catalogue, or call the target otherwise',
      place,
    },
  ];
}

/** How a position must have been written by mistake, if it is that of the catalogue otherwise. */
function slipIn({ ra, dec }: J2000, known: J2000): string | undefined {
  const isThere = (meant: J2000): boolean => separation(meant, known) < NEAR;
  if (ra * 15 < 24 && isThere(j2000(ra * 15, dec))) {
    return 'its right ascension is probably in hours: two plain numbers are degrees, and hours have an h';
  }
  if (isThere(j2000(ra / 15, dec))) return 'its right ascension is probably in degrees: write it with deg';
  return isThere(j2000(ra, -dec)) ? 'its declination probably has the wrong sign' : undefined;
}

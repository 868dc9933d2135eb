import { isSimulated, type Observatory } from './observatory.js';
import type { Comparison, Limit } from './plan.js';

/** An open tube that looks at the sun is on fire within seconds: nobody should have to think of forbidding that. */
const FROM_THE_SUN: Comparison = {
  quantity: 'sun-separation',
  comparison: '>',
  value: 15,
  text: '> 15 deg',
};

/**
 * The limits of an observatory, with the one from the sun where the file says nothing of it. `sun-separation: ">= 0 deg"`
 * takes it away, for telescopes with a filter for the sun. What carries a date of its own has a sun that blinds nobody.
 */
export function withSunLimit(
  limits: readonly Limit[],
  { clock, devices }: Pick<Observatory, 'clock' | 'devices'>,
): readonly Limit[] {
  const simulated = clock === 'mount' || isSimulated({ devices });
  const said = limits.some(({ quantity }) => quantity === 'sun-separation');
  return said || simulated ? limits : [...limits, FROM_THE_SUN];
}

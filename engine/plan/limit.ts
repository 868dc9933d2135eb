import { z } from 'zod';
import { angleMeasure, hourAngleMeasure } from './measures.js';
import { type Measure, readMeasure } from './measure.js';
import type { Limit, LimitQuantity } from './plan.js';
import { quantity, type Quantity, read, unreadable } from './quantity.js';

const COMPARISON = /^(<=|>=|<|>) ?(.+)$/u;

const degrees: Measure = { ...angleMeasure, examples: ['30 deg'], least: -90, most: 90 };

/** What each limited quantity is measured in. */
const MEASURES: Readonly<Record<LimitQuantity, Measure>> = {
  altitude: { ...degrees, name: 'an altitude' },
  airmass: { name: 'an airmass', examples: ['2'], description: '', unit: '', units: {}, least: 1 },
  'hour-angle': hourAngleMeasure,
  'moon-separation': { ...degrees, name: 'a separation', least: 0, most: 180 },
  'moon-altitude': { ...degrees, name: 'an altitude' },
  'sun-altitude': { ...degrees, name: 'an altitude' },
};

const DESCRIPTIONS: Readonly<Record<LimitQuantity, readonly [example: string, meaning: string]>> = {
  altitude: ['> 30 deg', 'Altitude of the target above the horizon.'],
  airmass: ['< 2', 'Air that the target is seen through, 1 at the zenith.'],
  'hour-angle': ['< 3 h', 'Time since the target crossed the meridian, negative in the east.'],
  'moon-separation': ['> 40 deg', 'Angle between the target and the moon.'],
  'moon-altitude': ['< 0 deg', 'Altitude of the moon.'],
  'sun-altitude': ['< -15 deg', 'Altitude of the sun.'],
};

/** A comparison with a value in the quantity's unit: `"> 30 deg"`. */
export function limit(of: LimitQuantity): Quantity<Limit> {
  const measure = MEASURES[of];
  const [example, meaning] = DESCRIPTIONS[of];
  return quantity<Limit>({
    name: 'a limit',
    examples: [`"${example}"`],
    description: `${meaning} A comparison in quotes, such as "${example}".`,
    pattern: /^\s*[<>]/u,
    parse: (written) => {
      const text = String(written);
      const [, comparison, amount] = COMPARISON.exec(text) ?? [];
      if (comparison === undefined || amount === undefined) {
        return unreadable('', `say whether it must be more or less: "> ${text}" or "< ${text}"`);
      }
      const reading = readMeasure(measure, amount);
      if (!reading.ok) return unreadable(reading.problem || `"${amount}" is not ${measure.name}`, reading.hint);
      return read({ quantity: of, comparison: comparison as Limit['comparison'], value: reading.value, text });
    },
  });
}

/** Limits by quantity, all of which must hold. */
export const limits = z
  .strictObject({
    altitude: limit('altitude').optional(),
    airmass: limit('airmass').optional(),
    'hour-angle': limit('hour-angle').optional(),
    'moon-separation': limit('moon-separation').optional(),
    'moon-altitude': limit('moon-altitude').optional(),
    'sun-altitude': limit('sun-altitude').optional(),
  })
  .meta({ description: 'Limits that must all hold.' })
  .transform((given): readonly Limit[] => Object.values(given).filter((each) => each !== undefined));

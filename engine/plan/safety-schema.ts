import { z } from 'zod';
import { compared, type Compared } from './limit.js';
import { bareMeasure, type Measure } from './measure.js';
import { MEASURES } from './measures.js';
import type { ConditionSensor } from './observatory.js';
import { count, duration, positiveCount } from './quantities.js';
import { quantity } from './quantity.js';

const celsius = bareMeasure('a temperature', 'C', { C: 1, '°C': 1 }, -273.15);
const wind = bareMeasure('a speed', 'm/s', { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 }, 0);

/** What each sensor of a weather station is called in a file, what it is measured in, and a limit that one might set. */
export const SENSORS: Readonly<Record<string, readonly [ConditionSensor, Measure, example: string]>> = {
  'cloud-cover': ['cloudCover', MEASURES.percent, '< 50 %'],
  'dew-point': ['dewPoint', celsius, '< 12 C'],
  humidity: ['humidity', MEASURES.percent, '< 90 %'],
  pressure: ['pressure', bareMeasure('a pressure', 'hPa', { hPa: 1 }, 0), '> 900 hPa'],
  'rain-rate': ['rainRate', bareMeasure('a rate', 'mm/h', { 'mm/h': 1 }, 0), '<= 0 mm/h'],
  'sky-brightness': ['skyBrightness', bareMeasure('a brightness', 'lux', { lux: 1 }, 0), '< 10 lux'],
  'sky-quality': ['skyQuality', bareMeasure('a sky quality', 'mag/arcsec2', { 'mag/arcsec2': 1, mag: 1 }), '> 18 mag'],
  'sky-temperature': ['skyTemperature', celsius, '< -10 C'],
  'star-fwhm': ['starFWHM', bareMeasure('a seeing', 'arcsec', { arcsec: 1 }, 0), '< 5 arcsec'],
  temperature: ['temperature', celsius, '> -20 C'],
  'wind-gust': ['windGust', wind, '< 18 m/s'],
  'wind-speed': ['windSpeed', wind, '< 12 m/s'],
};

function condition(measure: Measure, example: string): z.ZodType<Compared & { readonly for: number }> {
  const comparison = quantity<Compared>({
    name: 'a limit',
    examples: [`"${example}"`],
    description: `What it must be for the roof to be open: a comparison in quotes, such as "${example}".`,
    pattern: /^\s*[<>]/u,
    parse: (written) => compared(measure, String(written)),
  });
  return z.union([
    comparison.transform((limit) => ({ ...limit, for: 0 })),
    z
      .strictObject({
        'must-be': comparison,
        for: duration.meta({ description: 'How long it must be broken without a break before it counts.' }),
      })
      .transform((body) => ({ ...body['must-be'], for: body.for })),
  ]);
}

const path = z.string().min(1);

export const safety = z
  .strictObject({
    poll: duration.default(5).meta({ description: 'Time between two looks at the safety monitor.' }),
    'stale-after': duration.default(30).meta({ description: 'A verdict that is older counts as unsafe.' }),
    settle: duration.default(600).meta({ description: 'How long it must have been safe before the roof opens again.' }),
    'trip-after': positiveCount
      .default(3)
      .meta({ description: 'Communication errors in a row before silence counts as unsafe.' }),
    'roof-clears-telescope': z
      .boolean()
      .default(false)
      .meta({ description: 'Whether the roof may close over a telescope that is not parked.' }),
    'step-deadline': duration.default(300).meta({ description: 'How long each of abort, park and close may take.' }),
    'mount-power': count.optional().meta({
      description:
        "Id, on the switch device, of the switch that cuts the mount's power: used last, when the mount tracks on past a limit and obeys neither a stop nor a park.",
    }),
    conditions: z
      .strictObject(
        Object.fromEntries(
          Object.entries(SENSORS).map(([name, [, measure, example]]) => [name, condition(measure, example).optional()]),
        ),
      )
      .optional()
      .meta({ description: 'What the weather station must read for the roof to be open; each must hold.' }),
    file: z
      .strictObject({
        path: path.meta({ description: 'A file whose first word is safe or unsafe.' }),
        'max-age': duration
          .optional()
          .meta({ description: 'A file that was not rewritten for so long counts as unsafe.' }),
      })
      .optional(),
    heartbeat: z
      .strictObject({
        path: path.meta({ description: 'A file that something touches again and again as long as all is well.' }),
        'max-age': duration.meta({ description: 'A file that was not touched for so long counts as unsafe.' }),
      })
      .optional(),
  })
  .refine(({ poll, 'stale-after': staleAfter }) => staleAfter >= 2 * poll, {
    path: ['poll'],
    error: 'stale-after must be at least twice as long as poll: else verdicts grow too old between two looks',
  })
  .prefault({})
  .meta({ description: 'When the roof may be open, and how it is closed.' });

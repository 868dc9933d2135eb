import { z } from 'zod';
import { degrees, LIMITED } from './limited-quantities.js';
import { bareMeasure, formatMeasure, type Measure, readMeasure } from './measure.js';
import { MEASURES } from './measures.js';
import type { Comparison, Limit, LimitQuantity, RangeLimit, TimeLimit } from './plan.js';
import { alternatives, quantity, type Quantity, read, type Reading, unreadable } from './quantity.js';
import { formatTime, timeExpression } from './time-expression.js';

/** A comparison whose quantity is said elsewhere. */
export type Compared = Pick<Comparison, 'comparison' | 'value' | 'text'>;

const COMPARISON = /^(<=|>=|<|>) ?(.+)$/u;
const RANGE = /^(?:(within|outside) )?(.+?) ?(?:\.\.| to ) ?(.+)$/u;

/** Reads `> 30 deg` in the units of a measure. */
export function compared(measure: Measure, text: string): Reading<Compared> {
  const [, comparison, amount] = COMPARISON.exec(text) ?? [];
  const reading = readMeasure(measure, amount ?? text);
  if (comparison === undefined || !reading.ok) {
    const meant = meantBy(measure, text);
    if (meant.length > 0) return unreadable('', `did you mean ${alternatives(meant.map((each) => `"${each}"`))}?`);
  }
  if (comparison === undefined) {
    const hint = reading.ok ? `say whether it must be more or less: "> ${text}" or "< ${text}"` : undefined;
    return unreadable('', hint);
  }
  if (!reading.ok) return unreadable(reading.problem || `"${amount}" is not ${measure.name}`, reading.hint);
  return read({ comparison: comparison as Comparison['comparison'], value: reading.value, text });
}

/** How people write a comparison elsewhere, in signs and in words. */
const ELSEWHERE: readonly (readonly [RegExp, readonly Comparison['comparison'][]])[] = [
  [/^(?:=>|>==|> =|≥|⩾|at least|min(?:imum)?|from)$/u, ['>=']],
  [/^(?:=<|<==|< =|≤|⩽|at most|max(?:imum)?|up to)$/u, ['<=']],
  [/^(?:>>|> >|above|over|more than|greater than|gt)$/u, ['>']],
  [/^(?:<<|< <|below|under|less than|lt)$/u, ['<']],
  [/^(?:==?|is)$/u, ['>', '<']],
];
const SIGNS_OR_WORDS = /^([^\d.+-]+?) ?([+-]?[\d.].*)$/u;

/** The comparisons that were probably meant by a text that is none. */
function meantBy(measure: Measure, text: string): readonly string[] {
  const [, written = '', amount = ''] = SIGNS_OR_WORDS.exec(text) ?? [];
  const signs = ELSEWHERE.find(([pattern]) => pattern.test(written.toLowerCase()))?.[1] ?? [];
  return readMeasure(measure, amount).ok ? signs.map((sign) => `${sign} ${amount}`) : [];
}

function range(of: RangeLimit['quantity'], measure: Measure, text: string): Reading<RangeLimit> {
  const [, word, first = '', last = ''] = RANGE.exec(text) ?? [];
  if (first === '')
    return unreadable('', /^[<>]/u.test(text) ? 'a range has two ends, with two points between them' : undefined);
  const [from, to] = [readMeasure(measure, first), readMeasure(measure, last)];
  if (!from.ok) return unreadable(from.problem || (first === '' ? '' : `"${first}" is not ${measure.name}`), from.hint);
  if (!to.ok) return unreadable(to.problem || `"${last}" is not ${measure.name}`, to.hint);
  const comparison = word === 'outside' ? 'outside' : 'within';
  return read({ quantity: of, comparison, from: from.value, to: to.value, text });
}

/** A comparison with a value in the quantity's unit, `"> 30 deg"`; for hour angles also a range, `-10 min..10 min`. */
export function limit(of: LimitQuantity): Quantity<Limit> {
  const { example, meaning, measure } = LIMITED[of];
  const ranged = of === 'hour-angle';
  return quantity<Limit>({
    name: 'a limit',
    examples: [`"${example}"`, ...(ranged ? ['outside -10 min..10 min'] : [])],
    description: `${meaning} A comparison in quotes, such as "${example}"${ranged ? '; or a range, such as outside -10 min..10 min' : ''}.`,
    ...(ranged ? {} : { pattern: /^\s*[<>$]/u }),
    parse: (written) => {
      const text = String(written);
      if (ranged && RANGE.test(text) && !COMPARISON.test(text)) return range('hour-angle', MEASURES.hourAngle, text);
      const reading = compared(measure, text);
      return reading.ok ? read({ quantity: of, ...reading.value }) : reading;
    },
  });
}

const azimuth = quantity<Limit>({
  name: 'a range of azimuths',
  examples: ['90..270 deg', 'outside 300..60'],
  description:
    'Azimuths that the target must be within, 90..270, or outside, outside 300..60; a range may run through north.',
  parse: (written) => range('azimuth', { ...MEASURES.angle, name: 'an azimuth', least: 0, most: 360 }, String(written)),
});

function part(measure: Measure, example: string, description: string): Quantity<number> {
  return quantity({
    name: measure.name,
    examples: [example],
    description,
    numbers: true,
    parse: (written) => readMeasure(measure, written),
  });
}

const DAYS = bareMeasure('a number of days', 'd', { d: 1 }, 0.1);
const FRAMES = bareMeasure('a number of frames', '', {}, 0);

const moonAvoidance = z
  .strictObject({
    distance: part({ ...degrees, name: 'an angle', least: 0, most: 180 }, '120 deg', 'Separation at full moon.'),
    width: part(DAYS, '14 d', 'Days before and after full moon at which half of it will do.'),
  })
  .transform(({ distance, width }): Limit => {
    const text = `> ${formatMeasure(degrees, distance)} at full moon, half of it ${formatMeasure(DAYS, width)} from full`;
    return { quantity: 'moon-separation', comparison: 'lorentzian', distance, width, text };
  });

function moment(of: TimeLimit['quantity'], meaning: string): z.ZodType<Limit> {
  return timeExpression
    .transform((time): Limit => ({ quantity: of, comparison: 'time', time, text: `${of} ${time.text}` }))
    .meta({ description: `${meaning} A time such as 23:30 or astronomical dusk + 1 h.` });
}

const framesDone = z
  .strictObject({
    of: z.string().min(1).meta({ description: 'Id of a target, of an expose step, or of one of its sets of frames.' }),
    is: quantity<Compared>({
      name: 'a limit',
      examples: ['">= 20"'],
      description: 'How many of its frames are on disk: a comparison in quotes, such as ">= 20".',
      pattern: /^\s*[<>$]/u,
      parse: (written) => compared(FRAMES, String(written)),
    }),
  })
  .transform(({ of, is }): Limit => ({ quantity: 'frames-done', of, ...is }));

/** Limits by quantity, all of which must hold. */
export const limits = z
  .strictObject({
    altitude: limit('altitude').optional(),
    'above-horizon': limit('above-horizon').optional(),
    airmass: limit('airmass').optional(),
    azimuth: azimuth.optional(),
    'hour-angle': limit('hour-angle').optional(),
    'moon-separation': z
      .union([limit('moon-separation'), moonAvoidance])
      .optional()
      .meta({
        description:
          'Angle between the target and the moon: "> 40 deg", or by phase, { distance: 120 deg, width: 14 d }.',
      }),
    'moon-altitude': limit('moon-altitude').optional(),
    'moon-phase': limit('moon-phase').optional(),
    'sun-altitude': limit('sun-altitude').optional(),
    'sun-separation': limit('sun-separation').optional(),
    after: moment('after', 'Not before.').optional(),
    before: moment('before', 'Not after.').optional(),
    'cloud-cover': limit('cloud-cover').optional(),
    humidity: limit('humidity').optional(),
    'wind-speed': limit('wind-speed').optional(),
    'wind-gust': limit('wind-gust').optional(),
    'rain-rate': limit('rain-rate').optional(),
    temperature: limit('temperature').optional(),
    'sky-temperature': limit('sky-temperature').optional(),
    'sky-quality': limit('sky-quality').optional(),
    seeing: limit('seeing').optional(),
    safe: z
      .boolean()
      .transform((value): Limit => ({ quantity: 'safe', comparison: 'is', value, text: String(value) }))
      .optional()
      .meta({ description: 'Whether the safety monitor says that it is safe.' }),
    'frames-done': framesDone.optional(),
  })
  .meta({ id: 'limits', description: 'Limits that must all hold.' })
  .transform((given): readonly Limit[] => Object.values(given).filter((each) => each !== undefined));

/** A limit's value in the form in which it is read back as the same, however it was written: "> 30 deg". */
export function formatLimit(limit: Limit): string {
  switch (limit.comparison) {
    case 'is':
      return String(limit.value);
    case 'time':
      return formatTime(limit.time);
    case 'within':
    case 'outside': {
      const measure = limit.quantity === 'azimuth' ? MEASURES.azimuth : MEASURES.hourAngle;
      const word = limit.comparison === 'outside' ? 'outside ' : '';
      return `${word}${String(limit.from)}..${formatMeasure(measure, limit.to)}`;
    }
    case 'lorentzian':
      return `{ distance: ${formatMeasure(degrees, limit.distance)}, width: ${formatMeasure(DAYS, limit.width)} }`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return limit.quantity === 'frames-done'
        ? `{ of: ${limit.of}, is: "${formatCompared(FRAMES, limit)}" }`
        : formatCompared(LIMITED[limit.quantity].measure, limit);
  }
}

function formatCompared(measure: Measure, { comparison, value }: Pick<Comparison, 'comparison' | 'value'>): string {
  return `${comparison} ${formatMeasure(measure, value)}`;
}

/** Limits by quantity, for the title of what they stand in: "altitude > 30 deg, safe true". */
export function formatLimits(limits: readonly Limit[]): string {
  return limits.map((limit) => `${limit.quantity} ${formatLimit(limit)}`).join(', ');
}

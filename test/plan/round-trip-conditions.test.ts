import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { LIMITED } from '../../engine/plan/limited-quantities.js';
import { formatLimit } from '../../engine/plan/limit.js';
import type { Measure } from '../../engine/plan/measure.js';
import { MEASURES } from '../../engine/plan/measures.js';
import type { Limit, TimeExpression, Triggers } from '../../engine/plan/plan.js';
import { limits, timeExpression } from '../../engine/plan/quantities.js';
import { formatTime, TWILIGHT_EVENTS } from '../../engine/plan/time-expression.js';
import { containerTriggerKeys, formatTriggers, triggersOf } from '../../engine/plan/trigger-schema.js';
import { decimal, written } from '../support/any-quantity.js';

/** As YAML gives a text to its schema: what is in braces is a mapping. */
const asRead = (text: string): unknown => (text.startsWith('{') ? parse(text) : text);

const limitOf = (key: string, text: string): Limit => limits.parse({ [key]: asRead(text) })[0]!;
const meaning = ({ text: _, ...rest }: Limit): unknown => ({
  ...rest,
  ...('time' in rest && { time: moment(rest.time) }),
});
const moment = ({ text: _, ...rest }: TimeExpression): unknown => rest;

describe('a condition that is read, written out and read again is the same', () => {
  const times = fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...TWILIGHT_EVENTS),
        fc
          .tuple(fc.constantFrom('<', '<=', '>', '>='), written(MEASURES.altitude))
          .map((parts) => `sun ${parts.join(' ')}`),
        fc.tuple(fc.nat(23), fc.nat(59), fc.option(fc.nat(59), { nil: undefined })).map((parts) =>
          parts
            .filter((part) => part !== undefined)
            .map((part) => String(part).padStart(2, '0'))
            .join(':'),
        ),
        fc
          .date({ min: new Date('1950-01-01'), max: new Date('2149-12-31'), noInvalidDate: true })
          .map((date) => date.toISOString()),
        fc
          .date({ min: new Date('1950-01-01'), max: new Date('2149-12-31'), noInvalidDate: true })
          .map((date) => date.toISOString().slice(0, 19)),
      ),
      fc.option(fc.tuple(fc.constantFrom('+', '-'), decimal(0, 300), fc.constantFrom('s', 'min', 'h')), {
        nil: undefined,
      }),
    )
    .map(([base, offset]) => (offset ? `${base} ${offset[0]} ${String(offset[1])} ${offset[2]}` : base));

  it('a time, with its offset and its date', () => {
    fc.assert(
      fc.property(times, (text) => {
        fc.pre(timeExpression.safeParse(text).success);
        const time = timeExpression.parse(text);
        const out = formatTime(time);
        expect(moment(timeExpression.parse(out))).toEqual(moment(time));
        expect(formatTime(timeExpression.parse(out))).toBe(out);
      }),
      { numRuns: 300 },
    );
  });

  it('a limit of any kind', () => {
    const compared = Object.entries(LIMITED).map(([key, { measure }]) =>
      fc
        .tuple(fc.constantFrom('<', '<=', '>', '>='), written(measure))
        .map((parts): [string, string] => [key, parts.join(' ')]),
    );
    const range = (key: string, measure: Measure): fc.Arbitrary<[string, string]> =>
      fc
        .tuple(
          fc.constantFrom('', 'within ', 'outside '),
          written(measure),
          fc.constantFrom('..', ' to '),
          written(measure),
        )
        .map((parts): [string, string] => [key, parts.join('')]);
    const limit = fc.oneof(
      ...compared,
      range('azimuth', MEASURES.azimuth),
      range('hour-angle', MEASURES.hourAngle),
      fc
        .tuple(decimal(1, 180), decimal(1, 20))
        .map(([distance, width]): [string, string] => [
          'moon-separation',
          `{ distance: ${String(distance)}, width: ${String(width)} }`,
        ]),
      fc.tuple(fc.constantFrom('after', 'before'), times),
      fc.nat(500).map((frames): [string, string] => ['frames-done', `{ of: M31, is: ">= ${String(frames)}" }`]),
    );
    fc.assert(
      fc.property(limit, ([key, text]) => {
        fc.pre(limits.safeParse({ [key]: asRead(text) }).success);
        const first = limitOf(key, text);
        const out = formatLimit(first);
        expect(meaning(limitOf(key, out))).toEqual(meaning(first));
        expect(formatLimit(limitOf(key, out))).toBe(out);
      }),
      { numRuns: 600 },
    );
    for (const safe of [true, false]) expect(formatLimit(limits.parse({ safe })[0]!)).toBe(String(safe));
  });

  it('triggers', () => {
    const seconds = fc.integer({ min: 1, max: 20_000 });
    const triggers: fc.Arbitrary<Triggers> = fc.record(
      {
        focus: fc.record(
          {
            every: seconds,
            filter: fc.boolean(),
            temperature: decimal(0.1, 5),
            hfr: fc.integer({ min: 1, max: 99 }),
          },
          { requiredKeys: ['every', 'filter'] },
        ),
        dither: fc.record({ every: fc.integer({ min: 1, max: 20 }), by: fc.integer({ min: 1, max: 9 }) }),
        recenter: fc.record({ every: seconds, off: decimal(0.01, 2) }),
        flip: fc.constant({ then: ['recenter', 'focus'] as const }),
      },
      { requiredKeys: [] },
    );
    const keys = containerTriggerKeys as Readonly<Record<string, z.ZodType>>;
    fc.assert(
      fc.property(triggers, (each) => {
        const text = formatTriggers(each);
        const body = parse(`{ ${text} }`) as Readonly<Record<string, unknown>>;
        const { focus, ...own } = Object.fromEntries(
          Object.entries(body).map(([key, value]) => [key, keys[key]!.parse(value)]),
        ) as Parameters<typeof triggersOf>[0] & { focus?: Parameters<typeof triggersOf>[1] };
        expect(triggersOf(own, focus, undefined) ?? {}).toEqual(each);
      }),
    );
    expect(formatTriggers({ focus: { frames: 20, filter: false } })).toBe('focus: { every: 20 frames }');
  });
});

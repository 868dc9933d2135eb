import fc from 'fast-check';

const frames = fc.record({
  filter: fc.constantFrom('L', 'R', 'Ha'),
  exposure: fc.integer({ min: 1, max: 900 }).map((seconds) => `${String(seconds)} s`),
  count: fc.integer({ min: 1, max: 20 }),
});
const targetBody = fc.record({
  name: fc.constantFrom('M31', 'M45', 'NGC 7000', 'M42', 'Vega'),
  while: fc.constantFrom({}, { altitude: '> 30 deg' }, { 'hour-angle': 'outside -10 min..10 min' }, { after: '23:00' }),
  frames: fc.array(frames, { minLength: 1, maxLength: 3 }),
  order: fc.constantFrom('rotate', 'in-turn'),
});
/** Any step that may stand in a list, as a document holds it. */
export const { step: anyStep } = fc.letrec<{ step: unknown; list: readonly unknown[] }>((tie) => ({
  list: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      'park',
      'unpark',
      'open',
      { wait: '5 min' },
      { wait: { until: 'astronomical dusk' } },
      { slew: 'M33' },
      { filter: 'R' },
    ),
    frames.map((expose) => ({ expose })),
    targetBody.map((target) => ({ target })),
    fc.record({ count: fc.integer({ min: 1, max: 3 }), steps: tie('list') }).map((repeat) => ({ repeat })),
    fc
      .record({ while: fc.constant({ 'sun-altitude': '< -12 deg' }), steps: tie('list') })
      .map((repeat) => ({ repeat })),
    fc.tuple(tie('step'), tie('step')).map((parallel) => ({ parallel })),
    fc
      .record({ if: fc.constant({ 'moon-altitude': '> 0 deg' }), steps: tie('list'), else: tie('list') })
      .map((when) => ({ when })),
    fc.record({ steps: tie('list'), finally: tie('list') }).map((body) => ({ try: body })),
    fc.array(targetBody, { minLength: 2, maxLength: 4 }).map((targets) => ({ choose: { targets } })),
  ),
}));

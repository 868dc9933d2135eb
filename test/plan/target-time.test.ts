import { describe, expect, it } from 'vitest';
import { firstBroken } from '../../engine/plan/limit-values.js';
import type { TargetNode } from '../../engine/plan/plan.js';
import { skyPositionAt, targetTime } from '../../engine/plan/target-time.js';
import { testObservatory } from '../support/observatories.js';
import { frames, target } from '../support/plans.js';

const MINUTE = 60_000;
const observatory = testObservatory();
const facts = { timeOf: () => undefined };
const m42 = (): TargetNode =>
  target('m42', [frames('m42/L', 10)], {
    position: { kind: 'equatorial', ra: 5.588, dec: -5.39, epoch: 'J2000' },
    while: [{ quantity: 'altitude', comparison: '>', value: 30, text: '> 30 deg' }],
  });
const holdsAt = (node: TargetNode, at: number): boolean =>
  firstBroken(node.while ?? [], skyPositionAt(node.position, at, observatory.site), at, observatory) === undefined;

describe('when a target can be imaged', () => {
  const night = { from: Date.parse('2026-11-21T19:00:00Z'), to: Date.parse('2026-11-22T06:00:00Z') };

  it('is told to the quarter of a minute', () => {
    const node = m42();
    const { intervals } = targetTime(node, night, observatory, facts);
    expect(intervals).toHaveLength(1);
    const [{ from, to }] = intervals as [{ from: number; to: number }];
    expect([holdsAt(node, from - 16_000), holdsAt(node, from)]).toEqual([false, true]);
    expect([holdsAt(node, to - 16_000), holdsAt(node, to)]).toEqual([true, false]);
  });

  it.each([0, 1, 2, 3])(
    'is told of a stretch that ends %i minutes after its limit does, or in the middle of it',
    (over) => {
      const node = m42();
      const [{ from, to }] = targetTime(node, night, observatory, facts).intervals as [{ from: number; to: number }];
      for (const end of [to + over * MINUTE, from + (over + 1) * MINUTE]) {
        const stretch = { from: from - 4 * MINUTE, to: end };
        const [found] = targetTime(node, stretch, observatory, facts).intervals;
        expect(Math.abs((found?.from ?? 0) - from)).toBeLessThan(16_000);
        expect(Math.abs((found?.to ?? 0) - Math.min(end, to))).toBeLessThan(16_000);
      }
    },
  );

  it('is best at the summit', () => {
    const { best } = targetTime(m42(), night, observatory, facts);
    const wide = Array.from({ length: 660 }, (_, i) => night.from + i * MINUTE);
    const heights = wide.map((at) => targetTime(m42(), { from: at, to: at }, observatory, facts).best);
    const highest = heights.reduce((a, b) => (b.altitude > a.altitude ? b : a));
    expect(Math.abs(best.at - highest.at)).toBeLessThan(MINUTE);
    expect(best.altitude).toBeGreaterThan(highest.altitude - 0.001);
  });
});

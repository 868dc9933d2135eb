import { describe, expect, it } from 'vitest';
import { decideFlip, type FlipDecision } from '../../engine/flip/decide.js';
import { SITUATIONS } from './cases.js';

/** The decision as one line: what is done, what belongs to it, and the reason that the journal gets. */
function line(decision: FlipDecision): string {
  const { action, reason } = decision;
  return `${action}${detail(decision)}: ${reason}`;
}

function detail(decision: FlipDecision): string {
  switch (decision.action) {
    case 'flip':
      return '';
    case 'wait':
      return ` [${String(Math.round(decision.wait / 1000))} s]`;
    case 'expose':
      if (decision.exposure !== undefined) return ` [${String(decision.exposure)} s]`;
      return decision.flipAfter ? ' [then flip]' : '';
  }
}

describe('the decision to flip', () => {
  for (const [about, cases] of SITUATIONS) {
    describe(about, () => {
      it.each(cases)('%s', (_what, expected, situation) => {
        expect(line(decideFlip(situation))).toBe(expected);
      });
    });
  }

  it('is tried on at least sixty situations', () => {
    expect(SITUATIONS.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(60);
  });
});

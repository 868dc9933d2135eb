import { describe, expect, it } from 'vitest';
import { timeUse, totals } from '../../engine/report/time-use.js';
import { activity, BEGIN, begin, done, file, frame, night, records, verdict } from './journals.js';

const spent = (journal: ReturnType<typeof records>) =>
  Object.fromEntries(totals(timeUse(journal)).map(({ cause, seconds }) => [cause, seconds]));

describe('where the time of a night went', () => {
  it('is told by what was being done', () => {
    const journal = records(
      [0, night()],
      [0, activity('waiting')],
      [100, activity('reopening')],
      [130, activity('observing')],
      [130, begin('M31/acquire', 'acquire')],
      [150, done('M31/acquire')],
      ...frame(150, 1),
      [215, begin('M31/flip', 'flip')],
      [255, done('M31/flip')],
      [255, activity('closing')],
      [300, { type: 'ended', outcome: 'completed' }],
    );
    expect(spent(journal)).toEqual({
      'waiting for the night': 100,
      opening: 30,
      pointing: 20,
      exposing: 60,
      readout: 5,
      flipping: 40,
      closing: 45,
    });
  });

  it('counts an exposure that goes on while the last frame is saved once', () => {
    const journal = records(
      [0, night()],
      [0, activity('observing')],
      [0, begin('M31/L#1', 'frame')],
      [0, { type: 'frame-begin', key: 'M31/L#1' }],
      [61, begin('M31/L#2', 'frame')],
      [61, { type: 'frame-begin', key: 'M31/L#2' }],
      [70, file('M31/L#1')],
      [122, file('M31/L#2')],
      [122, done('M31/L#2')],
    );
    expect(spent(journal)).toEqual({ exposing: 120, readout: 2 });
  });

  it('tells an exposure that the clouds have cost from the clouds', () => {
    const journal = records(
      [0, night()],
      [0, activity('observing')],
      [0, begin('M31/L#1', 'frame')],
      [0, { type: 'frame-begin', key: 'M31/L#1' }],
      [40, verdict('unsafe')],
      [40, activity('securing')],
      [41, { type: 'end', key: 'M31/L#1', outcome: 'stopped' }],
      [60, activity('waiting')],
      [600, verdict('safe')],
      [900, activity('reopening')],
      [910, activity('observing')],
      ...frame(910, 1),
    );
    expect(spent(journal)).toEqual({
      lost: 41,
      unsafe: 559,
      settling: 300,
      opening: 10,
      exposing: 60,
      readout: 5,
    });
  });

  it('does not take the time after a crash for work', () => {
    const journal = records(
      [0, night()],
      [0, activity('observing')],
      [0, begin('M31/L#1', 'frame')],
      [0, { type: 'frame-begin', key: 'M31/L#1' }],
      [30, { type: 'decision', about: 'focus', action: 'none', reason: 'it is sharp' }],
      [630, { type: 'resumed', version: '1.0.0' }],
      [640, activity('reopening')],
      [650, activity('observing')],
      ...frame(650, 1),
    );
    expect(spent(journal)).toEqual({ lost: 30, down: 600, securing: 10, opening: 10, exposing: 60, readout: 5 });
  });

  it('has no gap and nothing twice', () => {
    const journal = records(
      [0, night()],
      ...frame(10, 1),
      ...frame(90, 2),
      [200, activity('paused')],
      [900, activity('observing')],
      ...frame(901, 3),
    );
    const stretches = timeUse(journal);
    expect(stretches[0]?.from).toBe(BEGIN);
    expect(stretches.at(-1)?.to).toBe(BEGIN + 966_000);
    stretches.slice(1).forEach(({ from }, i) => {
      expect(from).toBe(stretches[i]?.to);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { NocturneError } from '../../engine/errors.js';
import type { Journal } from '../../engine/journal/journal.js';
import type { MemoryJournal } from '../../engine/journal/memory-journal.js';
import { frames, step, target } from '../support/plans.js';
import { rehearse, type RehearsalOptions } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const M31 = { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' } as const;

const night = (more: Partial<RehearsalOptions>) =>
  rehearse({
    start: NIGHT,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: [target('m31', [frames('m31/L', 10, { exposure: 120, filter: 'L' })], { position: M31 })],
    shutdown: [step('park'), step('close')],
    ...more,
  });

/** A journal whose disk takes nothing from a moment on. */
class FullJournal implements Journal {
  readonly path = '(full)';
  constructor(
    private readonly journal: MemoryJournal,
    private readonly full: () => boolean,
  ) {}
  get progress() {
    return this.journal.progress;
  }
  append: Journal['append'] = (entry) =>
    this.full() ? Promise.reject(new NocturneError('disk-full', 'no space left')) : this.journal.append(entry);
  appendDurably: Journal['appendDurably'] = (entry) => this.append(entry);
  close = async () => undefined;
}

describe('the last line', () => {
  it('secures the observatory when the machine itself fails, and lets nothing go on that it had begun', async () => {
    let broken = false;
    let exposures = 0;
    const calendar = {
      start: NIGHT,
      get end(): number {
        if (broken) throw new Error('the machine breaks');
        return NIGHT + 8 * 60 * MINUTE;
      },
      timeOf: () => undefined,
    };
    const { result, world } = await night({
      calendar,
      prepare: (_, clock) => {
        clock.setTimeout(() => {
          broken = true;
        }, 8 * MINUTE);
      },
    });
    exposures = world.camera.exposure?.number ?? 0;
    expect(result).toMatchObject({ outcome: 'failed', secured: { parked: true, closed: true } });
    expect(String(result.error)).toMatch(/the machine breaks/u);
    const now = world.clock.now();
    expect(now - NIGHT).toBeLessThan(12 * MINUTE);
    expect([world.roof.state(now), world.mount.parked(now), world.camera.state(now)]).toEqual(['closed', true, 'idle']);
    expect(exposures).toBeLessThan(5);
    expect(world.hazards.list()).toEqual([]);
  });

  it('parks and closes though nothing can be written any more, and counts no frame', async () => {
    let alarm: string | undefined;
    const { result, world } = await night({
      through: (journal) => new FullJournal(journal, () => timeNow() > NIGHT + 7 * MINUTE),
      prepare: (_, clock) => {
        timeNow = () => clock.now();
      },
      during: ({ board }) => {
        board.subscribe((status) => {
          alarm ??= status.alarm;
        });
      },
    });
    const now = world.clock.now();
    expect(result).toMatchObject({ outcome: 'ended by a failure', secured: { parked: true, closed: true } });
    expect(result.frames.done).toBeLessThan(4);
    expect(alarm).toMatch(/the journal cannot be written/u);
    expect([world.roof.state(now), world.mount.parked(now)]).toEqual(['closed', true]);
  });
});

let timeNow = (): number => NIGHT;

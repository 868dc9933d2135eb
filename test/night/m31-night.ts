import type { JournalRecord } from '../../engine/journal/records.js';
import { frames, step, target } from '../support/plans.js';
import { rehearse, type Rehearsal, type RehearsalOptions } from '../support/rehearsal.js';

export const NIGHT = Date.parse('2026-11-21T21:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const TRY = { retry: 2, backoff: 5, then: 'end the night' } as const;
export const startup = [step('connect'), step('open'), step('unpark')];
export const shutdown = [step('park'), step('close')].map((each) => ({
  ...each,
  onError: { ...TRY, then: 'skip' as const },
}));
const M31 = { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' } as const;

/** Frames of M31, which is west of the meridian all night long. */
export const m31 = (count: number, exposure: number) =>
  target('m31', [frames('m31/L', count, { exposure, filter: 'L' })], { position: M31, onError: TRY });

/** A night that opens, does its steps, parks and closes. */
export function night(more: Partial<RehearsalOptions> & Pick<RehearsalOptions, 'steps'>): Promise<Rehearsal> {
  return rehearse({ start: NIGHT, startup, shutdown, ...more });
}

/** How often it was opened. */
export const opened = (records: readonly JournalRecord[]): number =>
  records.filter((record) => record.type === 'activity' && record.state === 'reopening').length;
export const filesOf = (records: readonly JournalRecord[]) => records.filter((record) => record.type === 'file');

/** Where mount and roof truly stand. */
export const stands = ({ world }: Rehearsal) => ({
  parked: world.mount.parked(world.clock.now()),
  roof: world.roof.state(world.clock.now()),
});
export const SECURED = { parked: true, roof: 'closed' };

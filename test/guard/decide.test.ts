import { describe, expect, it } from 'vitest';
import { decide, remember, type Since, sinceBegin } from '../../engine/guard/decide.js';
import type { EngineSight, Heartbeat } from '../../engine/guard/heartbeat.js';
import type { MountSight, Sight } from '../../engine/guard/look.js';
import { mustCutPower } from '../../engine/guard/mount-power.js';
import type { GuardSettings } from '../../engine/guard/rig.js';

const SETTINGS: GuardSettings = {
  poll: 2_000,
  lookDeadline: 5_000,
  silenceLimit: 30_000,
  unsafeLimit: 180_000,
  startLimit: 600_000,
  stepDeadline: 120_000,
  retry: 30_000,
  roofClearsTelescope: false,
};
const HEARTBEAT: Heartbeat = {
  format: 1,
  pid: 7,
  observatory: 'hill',
  night: '/nights/one',
  beat: 1,
  at: '2026-11-21T22:00:00.000Z',
  activity: 'observing',
};
const BEATING: EngineSight = { state: 'beating', heartbeat: HEARTBEAT };
const ENDED: EngineSight = { state: 'ended', heartbeat: { ...HEARTBEAT, activity: 'ended' } };
const UNHEARD: EngineSight = { state: 'unheard' };
const BLIND: EngineSight = { state: 'blind', since: 0, heartbeat: HEARTBEAT };
const silentSince = (since: number): EngineSight => ({ state: 'silent', since, heartbeat: HEARTBEAT });

const OPEN: Sight = { roof: 'open', mount: 'loose', safety: 'safe', faults: [] };
const CLOSED: Sight = { roof: 'closed', mount: 'parked', safety: 'safe', faults: [] };

/** What is decided at the end of `ms` in which everything stayed as it is. */
function after(ms: number, sight: Partial<Sight>, engine: EngineSight) {
  const whole = { ...OPEN, ...sight };
  let since: Since = sinceBegin(0);
  since = remember(since, whole, engine, 0);
  since = remember(since, whole, engine, ms);
  return decide(since, whole, engine, SETTINGS, ms);
}

describe('the power of the mount', () => {
  const cases: [what: string, stands: MountSight, moved: boolean, seconds: number, cut: boolean][] = [
    ['is not cut at the first refusal', 'loose', true, 10, false],
    ['is cut when it moves on against all commands', 'loose', true, 90, true],
    ['is left to a mount that stands still, though not parked', 'still', false, 9_000, false],
    ['is left to a mount whose server may be restarting', 'unknown', true, 590, false],
    ['is cut when a mount that moved stays out of sight', 'unknown', true, 600, true],
    ['is left to a mount out of sight that stood still', 'unknown', false, 9_000, false],
  ];
  it.each(cases)('%s', (_, stands, moved, seconds, cut) => {
    expect(mustCutPower({ stands, moved, for: seconds * 1000 })).toBe(cut);
  });
});

describe('what the guard decides', () => {
  const cases: [what: string, ms: number, sight: Partial<Sight>, engine: EngineSight, does: string][] = [
    ['an open roof is the affair of an engine that lives', 3_600_000, {}, BEATING, 'watch'],
    ['an engine that was silent for a moment is given time', 29_000, {}, silentSince(0), 'watch'],
    ['an engine that is silent while the roof is open is dead or hung', 30_000, {}, silentSince(0), 'secure'],
    ['so it is when the roof is about to open', 30_000, { roof: 'opening' }, silentSince(0), 'secure'],
    ['so it is when the roof cannot be seen', 30_000, { roof: 'unknown' }, silentSince(0), 'secure'],
    ['so it is when the roof is in error', 30_000, { roof: 'error' }, silentSince(0), 'secure'],
    ['a mount that tracks under a closed roof is stopped too', 30_000, { roof: 'closed' }, silentSince(0), 'secure'],
    ['a closed observatory needs nobody', 1e9, CLOSED, silentSince(0), 'rest'],
    ['a mount that stands still under a closed roof may do so', 1e9, { ...CLOSED, mount: 'still' }, UNHEARD, 'rest'],
    ['an engine whose watch over safety hangs guards nothing', 1_000, {}, BLIND, 'secure'],
    ['nor does it need to when all is closed', 1e9, CLOSED, BLIND, 'rest'],
    ['rain is the affair of an engine that lives', 179_000, { safety: 'unsafe' }, BEATING, 'watch'],
    ['but not for ever', 180_000, { safety: 'unsafe' }, BEATING, 'secure'],
    ['silence of the monitor counts like rain', 180_000, { safety: 'unknown' }, BEATING, 'secure'],
    ['rain on a closed roof is nothing', 1e9, { ...CLOSED, safety: 'unsafe' }, BEATING, 'watch'],
    ['a roof opened by hand after the night is left open', 1e9, { mount: 'parked' }, ENDED, 'watch'],
    ['until it rains', 180_000, { mount: 'parked', safety: 'unsafe' }, ENDED, 'secure'],
    [
      'devices switched off after the night are no danger',
      1e9,
      { roof: 'unknown', mount: 'unknown', safety: 'unknown' },
      ENDED,
      'rest',
    ],
    [
      'devices that cannot be seen are one while no night has ended',
      600_000,
      { roof: 'unknown', mount: 'unknown', safety: 'safe' },
      UNHEARD,
      'secure',
    ],
    ['an open roof that nobody minds is left to a person or a restart', 599_000, {}, UNHEARD, 'watch'],
    ['but not for ever either', 600_000, {}, UNHEARD, 'secure'],
    ['without a roof, a mount that moves is what is at stake', 30_000, { roof: 'absent' }, silentSince(0), 'secure'],
    ['without a roof, a parked mount is secured', 1e9, { roof: 'absent', mount: 'parked' }, silentSince(0), 'rest'],
  ];
  it.each(cases)('%s', (_, ms, sight, engine, does) => {
    expect(after(ms, sight, engine)).toMatchObject({ do: does });
  });

  it('counts the time of a hazard from when the roof was open in it', () => {
    let since = remember(sinceBegin(0), { ...CLOSED, safety: 'unsafe' }, BEATING, 0);
    since = remember(since, { ...OPEN, safety: 'unsafe' }, BEATING, 1_000_000);
    expect(decide(since, OPEN, BEATING, SETTINGS, 1_100_000).do).toBe('watch');
    expect(decide(since, OPEN, BEATING, SETTINGS, 1_180_000).do).toBe('secure');
  });

  it('forgets a hazard that has passed', () => {
    let since = remember(sinceBegin(0), { ...OPEN, safety: 'unsafe' }, BEATING, 0);
    since = remember(since, OPEN, BEATING, 170_000);
    since = remember(since, { ...OPEN, safety: 'unsafe' }, BEATING, 175_000);
    expect(decide(since, OPEN, BEATING, SETTINGS, 190_000).do).toBe('watch');
  });

  it('says why in words', () => {
    expect(after(42_000, {}, silentSince(0)).reason).toBe('the engine has been silent for 42 s and the roof is open');
    expect(after(200_000, { safety: 'unsafe' }, BEATING).reason).toBe(
      'it has been unsafe for 200 s and the observatory is not closed',
    );
  });
});

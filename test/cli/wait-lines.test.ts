import { beforeEach, describe, expect, test } from 'vitest';
import { plainProgress, type Progress } from '../../engine/cli/live/progress.js';
import { type NightStatus, StatusBoard } from '../../engine/night/status.js';
import { SiteTime } from '../../engine/story/site-time.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { plainTerminal } from '../support/plain-terminal.js';

const START = Date.parse('2026-11-21T20:00:00Z');
const MINUTE = 60_000;

describe('away from a terminal a long wait is told of in lines', () => {
  let clock: VirtualClock;
  let board: StatusBoard;
  let lines: string[];
  let progress: Progress;
  beforeEach(() => {
    clock = new VirtualClock(START);
    board = new StatusBoard(clock, {
      plan: 'M31',
      observatory: 'Backyard',
      activity: 'observing',
      held: false,
      safety: { verdict: 'safe', reason: 'it is safe' },
      frames: { done: 0, total: 10 },
      start: START,
      end: Infinity,
    });
    const terminal = plainTerminal();
    lines = terminal.out;
    progress = plainProgress({ terminal, time: new SiteTime('UTC'), system: clock, clock }, () => ({ board }));
  });

  /** Lets time pass while the status is this, and what was printed meanwhile. */
  async function during(minutes: number, status: Partial<NightStatus> = {}): Promise<readonly string[]> {
    const before = lines.length;
    board.update(status);
    await clock.drive(clock.sleep(minutes * MINUTE));
    return lines.slice(before).map((line) => line.slice(11));
  }

  function tell(text: string): void {
    progress.tell({ at: clock.now(), tone: 'plain', text });
  }

  test('the wait for the night when it begins, and then every five minutes', async () => {
    expect(await during(12, { activity: 'waiting', start: START + 12.5 * MINUTE })).toEqual([
      '20:00:01  waiting for the night: 20:12, in 12 min',
      '20:05:01  waiting for the night: 20:12, in 7 min 29 s',
      '20:10:01  waiting for the night: 20:12, in 2 min 29 s',
    ]);
  });

  test('a camera that cools, with when it will be done', async () => {
    tell('cool the camera to -10 C');
    for (let stair = 1; stair < 40; stair++) {
      await during(0.25, { doing: 'cooling the camera', fraction: stair / 40 });
    }
    expect(lines.slice(1).map((line) => line.slice(11))).toEqual([
      '20:01:00  cooling the camera, until about 20:09, in 8 min 36 s',
      '20:06:00  cooling the camera, until about 20:09, in 3 min 44 s',
    ]);
  });

  test('a target that is waited for: its end is told when it begins, and is not told twice', async () => {
    const until = new Date(START + 11 * MINUTE).toISOString();
    tell(`M31 waits: altitude is 20.0, and shall be > 30 deg, until {${until}}`);
    const waiting = {
      target: 'M31',
      step: 'waiting for M31',
      doing: 'waiting: altitude is 20.0',
      waitingUntil: START + 11 * MINUTE,
    };
    expect(await during(10.5, waiting)).toEqual([
      '20:05:00  M31: waiting: altitude is 20.0, until 20:11, in 6 min',
      '20:10:00  M31: waiting: altitude is 20.0, until 20:11, in 1 min',
    ]);
  });

  test('a step that comes behind a target is not told as one of it', async () => {
    tell('wait 480 s');
    const waiting = { target: 'M31', step: 'wait 480 s', doing: 'waiting', waitingUntil: START + 8 * MINUTE };
    expect(await during(2, waiting)).toEqual(['20:01:00  waiting, until 20:08, in 7 min']);
  });

  test('clouds, with why it is not safe', async () => {
    tell('UNSAFE: the safety monitor says unsafe');
    const clouds = { activity: 'waiting', safety: { verdict: 'unsafe', reason: 'clouds' } } as const;
    expect(await during(7, clouds)).toEqual([
      '20:01:00  parked and closed until it is safe: clouds',
      '20:06:00  parked and closed until it is safe: clouds',
    ]);
  });

  test('an exposure only when it is a very long one', async () => {
    const exposure = (minutes: number) => ({ title: 'L', start: clock.now(), duration: minutes * MINUTE });
    expect(await during(5, { doing: 'exposing', exposure: exposure(5) })).toEqual([]);
    tell('L 300 s, 1 of 2');
    expect(await during(9, { exposure: exposure(10) })).toEqual(['20:10:00  exposing L, until 20:15, in 5 min']);
  });

  test('nothing while frames come, or when the night is over', async () => {
    for (let n = 1; n <= 20; n++) {
      tell(`L 50 s, ${String(n)} of 20`);
      expect(await during(0.9, { doing: 'exposing' })).toEqual([]);
    }
    progress.close();
    expect(await during(30, { doing: 'waiting' })).toEqual([]);
  });
});

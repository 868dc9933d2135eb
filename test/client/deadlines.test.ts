import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DeadlineError, withDeadline } from '../../devices/clock.js';
import { PlainSignal } from '../../devices/plain-signal.js';
import { VirtualClock } from '../../devices/virtual-clock.js';

const what = 'the work';

describe('a piece of work with a deadline', () => {
  it('settles as the work does, and its deadline never comes', async () => {
    const clock = new VirtualClock();
    await expect(withDeadline(clock, 100, { what }, async () => 7)).resolves.toBe(7);
    await expect(withDeadline(clock, 100, { what }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    const atOnce = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(withDeadline(clock, 100, { what }, atOnce)).rejects.toThrow('at once');
    await clock.advance(1_000);
  });

  it('is told of the deadline, and not waited for any longer', async () => {
    const clock = new VirtualClock();
    let told: unknown;
    const late = withDeadline(clock, 100, { what }, (signal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      return new Promise<void>(() => undefined);
    });
    await expect(clock.drive(late)).rejects.toThrow(DeadlineError);
    expect(told).toBeInstanceOf(DeadlineError);
    expect(clock.now()).toBe(100);
  });

  it('is stopped with its caller, and not begun when that has been stopped before', async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const sleeping = withDeadline(clock, 100, { what, signal: caller.signal }, (signal) => clock.sleep(50, signal));
    caller.abort(new Error('clouds'));
    await expect(sleeping).rejects.toThrow('clouds');
    let begun = false;
    const again = withDeadline(clock, 100, { what, signal: caller.signal }, async () => {
      begun = true;
    });
    await expect(again).rejects.toThrow('clouds');
    expect(begun).toBe(false);
  });
});

describe('the signal of such work', () => {
  it('does for what takes an AbortSignal', async () => {
    const signal = new PlainSignal();
    const waiting = once(new EventEmitter(), 'never', { signal });
    signal.abort(new Error('enough'));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
    expect(() => {
      signal.throwIfAborted();
    }).toThrow('enough');
  });

  it('is heard once by each who listens, and by none who has left', () => {
    const signal = new PlainSignal();
    const heard: string[] = [];
    const left = (): void => void heard.push('left');
    const stays = (): void => void heard.push('stays');
    for (const listener of [left, stays, stays]) signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', left);
    signal.abort(new Error('first'));
    signal.abort(new Error('second'));
    expect(heard).toEqual(['stays']);
    expect(signal.reason).toEqual(new Error('first'));
  });
});

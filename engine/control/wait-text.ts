import type { NightStatus } from '../night/status.js';
import { describeSeconds } from '../story/durations.js';
import type { SiteTime } from '../story/site-time.js';

/** What an observatory that is parked and closed waits for before it is opened. */
export function closedWaitText({ held, safety, start }: NightStatus, now: number, time: SiteTime): string {
  if (held) return 'on hold, parked and closed, until it is resumed';
  if (safety.verdict !== 'safe') return `parked and closed until it is safe: ${safety.reason}`;
  if (now < start) return `waiting for the night: ${momentText(start, now, time)}`;
  return 'parked and closed until it has been safe for long enough';
}

/** "21:30, in 12 min"; a moment that has been has no length. */
export function momentText(at: number, now: number, time: SiteTime): string {
  return at > now ? `${time.short(at)}, in ${describeSeconds((at - now) / 1000)}` : time.short(at);
}

import { SiteTime } from '../story/site-time.js';
import { flipAhead, type LastFrame, type NightStatus } from '../night/status.js';
import { type StatusReport, statusOf } from './protocol.js';
import { closedWaitText, momentText } from './wait-text.js';

/** The status of a night as a person reads it, a line each; times are those of the site. */
export function statusText(report: StatusReport): readonly (readonly [what: string, text: string])[] {
  const status = statusOf(report);
  const time = new SiteTime(report.zone);
  const now = Date.parse(report.at);
  const { safety, frames, exposure, secured } = status;
  const inTime = (at: number): string => momentText(at, now, time);
  const flip = flipAhead(status, now);
  // While it waits, what was done last is over; while it closes, the end of the night is no more ahead.
  const waits = status.activity === 'waiting';
  const ending = status.activity === 'closing' || status.activity === 'closed';
  const step = waits ? [] : [status.target, status.step].filter((part) => part !== undefined);
  return [
    ['night', `${status.plan} at ${status.observatory}`],
    ['folder', report.night],
    ['time', `${time.full(now)} (${report.zone})`],
    ['state', `${status.activity}${status.held ? ', on hold' : ''}`],
    ...(status.alarm === undefined ? [] : [['ALARM', status.alarm] as const]),
    ['safety', `${status.safety.verdict}: ${safety.reason}`],
    ...(step.length > 0 ? [['step', step.join(': ')] as const] : []),
    ...(waits ? [['waits', closedWaitText(status, now, time)] as const] : []),
    ...(waits || status.doing === undefined ? [] : [['doing', status.doing] as const]),
    ...(exposure ? [['exposure', exposureText(exposure, now)] as const] : []),
    ...(status.waitingUntil === undefined ? [] : [['waits', `until ${inTime(status.waitingUntil)}`] as const]),
    ['frames', `${String(frames.done)} of ${String(frames.total)}${foretold(status, now, inTime)}`],
    ...(status.lastFrame ? [['last frame', lastFrameText(status.lastFrame)] as const] : []),
    ...(status.lastFrame?.preview === undefined ? [] : [['preview', status.lastFrame.preview] as const]),
    ...(flip === undefined ? [] : [['flip', inTime(flip)] as const]),
    ...(Number.isFinite(status.end) && !ending ? [['ends', inTime(status.end)] as const] : []),
    ...(secured
      ? [
          [
            'secured',
            `${secured.parked ? 'parked' : 'NOT PARKED'}, ${secured.closed ? 'closed' : 'NOT CLOSED'}`,
          ] as const,
        ]
      : []),
  ];
}

/** "M31/L-180s#11: HFR 2.10 px, 95 stars" */
export function lastFrameText({ key, hfr, stars }: LastFrame): string {
  const parts = [
    ...(hfr === undefined ? [] : [`HFR ${hfr.toFixed(2)} px`]),
    ...(stars === undefined ? [] : [stars === 1 ? '1 star' : `${String(stars)} stars`]),
  ];
  return parts.length === 0 ? key : `${key}: ${parts.join(', ')}`;
}

/** When all frames may be taken, as long as nothing comes between and the night is long enough. */
function foretold({ activity, frames, expectedEnd, end }: NightStatus, now: number, inTime: (at: number) => string) {
  const soon = expectedEnd !== undefined && expectedEnd > now && expectedEnd < end;
  return activity === 'observing' && frames.done < frames.total && soon ? `; all by about ${inTime(expectedEnd)}` : '';
}

function exposureText(
  { title, start, duration }: { title: string; start: number; duration: number },
  now: number,
): string {
  const done = Math.min(duration, Math.max(0, now - start)) / 1000;
  return `${title}: ${done.toFixed(0)} of ${String(duration / 1000)} s`;
}

import { lastFrameText } from '../../control/status-text.js';
import { closedWaitText, momentText } from '../../control/wait-text.js';
import { flipAhead, type NightStatus } from '../../night/status.js';
import { describeSeconds } from '../../story/durations.js';
import type { SiteTime } from '../../story/site-time.js';
import { paint, type Terminal } from '../terminal.js';
import { bar } from './bar.js';

export interface NightViewOptions {
  readonly terminal: Pick<Terminal, 'color'>;
  readonly time: SiteTime;
  readonly width: number;
  /** What a person has asked for and waits to see: "ending in order". */
  readonly notice?: string | undefined;
}

/** Lines of the display, always as many: one that grows and shrinks is hard to look at. */
export const VIEW_LINES = 6;

/** What a run is doing, in a few lines of at most `width` characters. */
export function nightView(status: NightStatus, now: number, options: NightViewOptions): readonly string[] {
  const { terminal, time, width, notice } = options;
  const clip = (text: string): string => (text.length > width ? `${text.slice(0, width - 3)}...` : text);
  const clock = time.time(now);
  const title = clip(`${status.plan} - ${status.observatory}`).slice(0, width - clock.length - 2);
  return [
    paint(terminal, 'dim', '-'.repeat(width)),
    `${paint(terminal, 'bold', title)}${' '.repeat(Math.max(1, width - title.length - clock.length))}${clock}`,
    clip(status.activity === 'waiting' ? closedWaitText(status, now, time) : workLine(status)),
    status.activity === 'waiting' ? '' : progressLine(status, now, options),
    clip(seenLine(status)),
    notice === undefined ? lastLine(status, now, options) : paint(terminal, 'yellow', clip(notice)),
  ];
}

function workLine({ target, step, activity, held }: NightStatus): string {
  const state = held && activity !== 'closing' ? `${activity} (on hold)` : activity;
  if (step === undefined) return state;
  const about = target !== undefined && !step.includes(target) ? `${target}: ` : '';
  return activity === 'observing' && !held ? `${about}${step}` : `${state}: ${about}${step}`;
}

/** The exposure or the step under way, with a bar where it is known how far it is. */
function progressLine(status: NightStatus, now: number, { terminal, time, width }: NightViewOptions): string {
  const { exposure, doing = '', fraction, waitingUntil } = status;
  if (exposure) {
    const total = exposure.duration / 1000;
    const done = Math.min(total, Math.max(0, (now - exposure.start) / 1000));
    const label = ` exposing ${done.toFixed(0)} of ${String(total)} s`;
    return barBeside(label, done / Math.max(total, 0.001), width, terminal);
  }
  if (waitingUntil !== undefined && Number.isFinite(waitingUntil)) {
    const rest = ` until ${time.short(waitingUntil)} (${describeSeconds((waitingUntil - now) / 1000)})`;
    return `${doing.slice(0, Math.max(0, width - rest.length))}${rest}`.slice(0, width);
  }
  if (fraction !== undefined) {
    const label = ` ${doing}`.slice(0, Math.max(0, width - 12));
    return barBeside(label, fraction, width, terminal);
  }
  return doing.slice(0, width);
}

/** In a window too narrow for a bar the words are left. */
function barBeside(label: string, fraction: number, width: number, terminal: NightViewOptions['terminal']): string {
  const room = width - label.length;
  return room < 5 ? label.trimStart().slice(0, width) : bar(fraction, room, terminal) + label;
}

/** How sharp the last frame is, and where to look at it. */
function seenLine({ lastFrame }: NightStatus): string {
  if (!lastFrame) return '';
  const { preview } = lastFrame;
  return `last ${lastFrameText(lastFrame)}${preview === undefined ? '' : `: ${preview}`}`;
}

/** Frames, the next flip, the time that is left, and the weather's verdict. */
function lastLine(status: NightStatus, now: number, { terminal, time, width }: NightViewOptions): string {
  const { frames, safety, alarm } = status;
  if (alarm !== undefined) return paint(terminal, 'red', `ALARM: ${alarm}`.slice(0, width));
  const end = Number.isFinite(status.end) ? status.end : status.expectedEnd;
  const verdict = safety.verdict === 'safe' ? 'safe' : safety.verdict.toUpperCase();
  const flip = flipAhead(status, now);
  const parts = [
    `frames ${String(frames.done)} of ${String(frames.total)}`,
    ...(flip !== undefined ? [`flip ${momentText(flip, now, time)}`] : []),
    ...(end !== undefined && end > now && status.activity !== 'closing' ? [`ends ${momentText(end, now, time)}`] : []),
  ];
  const text = `${parts.join(' | ')} | `.slice(0, Math.max(0, width - verdict.length));
  return text + paint(terminal, safety.verdict === 'safe' ? 'green' : 'red', verdict);
}

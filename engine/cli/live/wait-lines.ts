import { closedWaitText, momentText } from '../../control/wait-text.js';
import type { NightStatus } from '../../night/status.js';
import type { SiteTime } from '../../story/site-time.js';

/** What goes on for longer, in ms of the night's time, is told of, unless its end has been told already. */
const LONG = 60_000;
/** And then again and again. */
const AGAIN = 300_000;

/** Tells of long waits in lines, where there is no display to look at: what is waited for, and until when. */
export class WaitLines {
  #quietUntil: number;
  #announced: number | undefined;
  /** What goes on, and how far it was when it was first seen and when it changed last: it may change in stairs. */
  #pace: { readonly doing: string; readonly first: Far; readonly last: Far } | undefined;

  constructor(
    private readonly time: SiteTime,
    now: number,
  ) {
    this.#quietUntil = now + LONG;
  }

  /** Something else has been told; a moment that it names in braces is when what begins now will end. */
  told(now: number, text: string): void {
    this.#quietUntil = now + (text.includes('{') ? AGAIN : LONG);
  }

  /** @returns a line that is due */
  look(status: NightStatus, now: number): string | undefined {
    this.#keepPace(status, now);
    if (now < this.#quietUntil && !this.#isNew(status, now)) return undefined;
    const text = this.#text(status, now);
    if (text !== undefined) this.#quietUntil = now + AGAIN;
    return text;
  }

  /** The wait for the night has no step that would announce it. */
  #isNew({ activity, held, safety, start }: NightStatus, now: number): boolean {
    const begins = activity === 'waiting' && !held && safety.verdict === 'safe' && start - now > LONG;
    if (!begins || this.#announced === start) return false;
    this.#announced = start;
    return true;
  }

  #text(status: NightStatus, now: number): string | undefined {
    const { activity, held, target, step, doing, exposure, waitingUntil } = status;
    if (activity === 'waiting') return closedWaitText(status, now, this.time);
    if (activity === 'paused' || held) return 'on hold until it is resumed';
    if (exposure) {
      // A frame is told of when it is on disk, and most are soon.
      const end = exposure.start + exposure.duration;
      const due = exposure.duration > AGAIN && now - exposure.start >= AGAIN;
      return due ? `exposing ${exposure.title}, until ${this.#until(end, now)}` : undefined;
    }
    if (doing === undefined) return undefined;
    // A step that is not of the target may come behind it.
    const named = target !== undefined && step?.includes(target) && !doing.includes(target);
    const about = named ? `${target}: ${doing}` : doing;
    if (waitingUntil !== undefined && Number.isFinite(waitingUntil)) {
      return `${about}, until ${this.#until(waitingUntil, now)}`;
    }
    const end = this.#foreseen();
    return end === undefined ? about : `${about}, until about ${this.#until(end, now)}`;
  }

  #until(at: number, now: number): string {
    return momentText(at, now, this.time);
  }

  #keepPace({ doing, fraction }: NightStatus, now: number): void {
    if (doing === undefined || fraction === undefined) {
      this.#pace = undefined;
      return;
    }
    const far = { at: now, fraction };
    const pace = this.#pace;
    if (pace?.doing !== doing || fraction < pace.last.fraction) this.#pace = { doing, first: far, last: far };
    else if (fraction > pace.last.fraction) this.#pace = { ...pace, last: far };
  }

  /** When a step that tells how far it is will be done, if it goes on as it does. */
  #foreseen(): number | undefined {
    if (!this.#pace) return undefined;
    const { first, last } = this.#pace;
    if (last.fraction <= first.fraction) return undefined;
    return last.at + ((1 - last.fraction) * (last.at - first.at)) / (last.fraction - first.fraction);
  }
}

interface Far {
  readonly at: number;
  /** 0..1 */
  readonly fraction: number;
}

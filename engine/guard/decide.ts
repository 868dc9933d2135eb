import type { EngineSight } from './heartbeat.js';
import type { Sight } from './look.js';
import type { GuardSettings } from './rig.js';

/** Since when things are as they are, ms since 1970; undefined when they are not. */
export interface Since {
  readonly begun: number;
  /** The roof is not closed; without a roof, the mount is not parked. */
  readonly exposed: number | undefined;
  /** The mount tracks or slews. */
  readonly loose: number | undefined;
  /** Whether it did when it was seen last. */
  readonly moved: boolean;
  /** It is unsafe, or not known to be safe. */
  readonly hazard: number | undefined;
}

export type GuardDecision =
  /** Nothing can come to harm. */
  | { readonly do: 'rest'; readonly reason: string }
  /** The engine minds it. */
  | { readonly do: 'watch'; readonly reason: string }
  /** Nobody does, or not in time. */
  | { readonly do: 'secure'; readonly reason: string };

export function sinceBegin(begun: number): Since {
  return { begun, exposed: undefined, loose: undefined, moved: false, hazard: undefined };
}

/** What a look adds to what is known. */
export function remember(since: Since, sight: Sight, engine: EngineSight, now: number): Since {
  const keep = (holds: boolean, before: number | undefined): number | undefined =>
    holds ? (before ?? now) : undefined;
  return {
    begun: since.begun,
    exposed: keep(isExposed(sight, engine), since.exposed),
    loose: keep(sight.mount === 'loose', since.loose),
    moved: sight.mount === 'unknown' ? since.moved : sight.mount === 'loose',
    hazard: keep(sight.safety !== 'safe', since.hazard),
  };
}

/**
 * Whether weather can get in. What cannot be seen counts as open, save after a night that has ended in order: then the
 * devices may well have been switched off.
 */
function isExposed({ roof, mount }: Sight, engine: EngineSight): boolean {
  if (roof === 'unknown') return engine.state !== 'ended';
  if (roof !== 'absent') return roof !== 'closed';
  return mount === 'unknown' ? engine.state !== 'ended' : mount === 'loose';
}

/** What the guard does now. Pure: the whole of its judgement is here. */
export function decide(
  since: Since,
  sight: Sight,
  engine: EngineSight,
  settings: GuardSettings,
  now: number,
): GuardDecision {
  const { exposed, loose, hazard } = since;
  if (exposed !== undefined && hazard !== undefined) {
    const both = now - Math.max(exposed, hazard);
    if (both >= settings.unsafeLimit) {
      const verdict = sight.safety === 'unsafe' ? 'unsafe' : 'not known to be safe';
      return secure(`it has been ${verdict} for ${seconds(both)} and the observatory is not closed`);
    }
  }
  if (engine.state === 'beating') {
    return { do: 'watch', reason: `the engine is ${engine.heartbeat.activity}` };
  }
  const danger = exposed ?? loose;
  if (danger === undefined) return { do: 'rest', reason: 'the observatory is closed' };
  switch (engine.state) {
    case 'blind':
      return secure(
        `the engine lives, but its watch over safety has said nothing for ${seconds(now - engine.since)}, and ${harm(sight)}`,
      );
    case 'silent': {
      const silent = now - engine.since;
      return silent >= settings.silenceLimit
        ? secure(`the engine has been silent for ${seconds(silent)} and ${harm(sight)}`)
        : { do: 'watch', reason: `the engine has been silent for ${seconds(silent)}` };
    }
    case 'unheard':
      return now - Math.max(since.begun, danger) >= settings.startLimit
        ? secure(`no engine has been heard of for ${seconds(now - since.begun)} and ${harm(sight)}`)
        : { do: 'watch', reason: `no engine has been heard of and ${harm(sight)}` };
    case 'ended':
      // Somebody has opened it by hand, and it is their affair until it rains.
      return { do: 'watch', reason: `the night has ended and ${harm(sight)}` };
  }
}

function secure(reason: string): GuardDecision {
  return { do: 'secure', reason };
}

function harm({ roof, mount }: Sight): string {
  if (roof === 'closed' || roof === 'absent')
    return mount === 'unknown' ? 'the mount cannot be seen' : 'the mount moves';
  return roof === 'unknown' ? 'the roof cannot be seen' : `the roof is ${roof === 'error' ? 'in error' : roof}`;
}

function seconds(ms: number): string {
  return `${String(Math.round(ms / 1000))} s`;
}

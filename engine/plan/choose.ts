import type { ChosenTarget } from './plan.js';

/** A target that stands for election at a moment. */
export interface Candidate {
  readonly node: ChosenTarget;
  /** s of work that it still needs; 0 when nothing is left. */
  readonly remaining: number;
  /** Why it cannot be imaged now; undefined when it can. */
  readonly against: string | undefined;
  /** When its limits cease to hold, ms since 1970; only of those that can be imaged now. */
  readonly until: number;
}

export interface Election {
  readonly candidates: readonly Candidate[];
  /** The target that has the telescope, and since when. */
  readonly current?: { readonly id: string; readonly since: number };
  readonly now: number;
  /** s */
  readonly stay: number;
}

export interface Choice {
  readonly target: ChosenTarget | undefined;
  /** In words, for the journal. */
  readonly reason: string;
}

/**
 * Which target to image next: of those that can be, the highest priority; of equals, the one that is left with the least
 * time to spare before it sets. The one that has the telescope keeps it against its equals for `stay`, so that a night is
 * not spent slewing.
 */
export function chooseTarget({ candidates, current, now, stay }: Election): Choice {
  const open = candidates.filter(({ remaining }) => remaining > 0);
  if (open.length === 0) return { target: undefined, reason: 'all frames of all targets are taken' };
  const possible = open.filter(({ against }) => against === undefined);
  const [only] = possible;
  if (!only) {
    const reasons = open.slice(0, 3).map(({ node, against }) => `${node.name}: ${against ?? ''}`);
    return { target: undefined, reason: `none can be imaged now; ${reasons.join('; ')}` };
  }
  if (possible.length === 1) return { target: only.node, reason: `only ${only.node.name} can be imaged now` };
  const top = Math.max(...possible.map(({ node }) => node.priority));
  const equals = possible.filter(({ node }) => node.priority === top);
  const spare = ({ until, remaining }: Candidate): number => until - now - remaining * 1000;
  const best = equals.reduce((least, candidate) => (spare(candidate) < spare(least) ? candidate : least));
  const holder = equals.find(({ node }) => node.id === current?.id);
  if (holder && current && holder !== best && now - current.since < stay * 1000) {
    const left = Math.round((stay * 1000 - (now - current.since)) / 60_000);
    return { target: holder.node, reason: `${holder.node.name} keeps the telescope for another ${String(left)} min` };
  }
  if (equals.length === 1) {
    return { target: best.node, reason: `${best.node.name} has the highest priority, ${String(top)}` };
  }
  const minutes = Math.round(spare(best) / 60_000);
  const room = minutes < 0 ? `too little time by ${String(-minutes)} min` : `${String(minutes)} min to spare`;
  return {
    target: best.node,
    reason: `${best.node.name} has ${room} before it sets, the least of ${String(equals.length)}`,
  };
}

import type { Plan } from '../../plan/plan.js';
import type { Preview } from '../../plan/preview.js';
import { hasErrors, type Problem } from '../../plan/problem.js';

/** What `check --json` prints; docs/sequences.md describes it. A program may rely on every key. */
export interface CheckReport {
  /** Whether there is no error; there may be warnings. */
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** What will happen; absent when there is an error. */
  readonly night?: {
    readonly sequence: string;
    readonly observatory: string;
    /** Of its evening: 2026-11-21 */
    readonly date: string;
    /** Instants in UTC, ISO 8601. */
    readonly start: string;
    readonly end: string;
    readonly frames: FrameCounts;
    readonly targets: readonly (FrameCounts & {
      readonly id: string;
      readonly name: string;
      /** When its limits hold, and when it is imaged. */
      readonly possible: readonly Span[];
      readonly imaged: readonly Span[];
      readonly flips: readonly string[];
    })[];
  };
}

interface FrameCounts {
  readonly planned: number;
  readonly expected: number;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

export function checkReport(problems: readonly Problem[], plan?: Plan, preview?: Preview): CheckReport {
  const ok = !hasErrors(problems);
  if (!ok || !plan || !preview) return { ok, problems };
  const { observatory, date, start, end, planned, expected, targets } = preview;
  return {
    ok,
    problems,
    night: {
      sequence: plan.name,
      observatory: observatory.name,
      date,
      start: iso(start),
      end: iso(end),
      frames: { planned, expected },
      targets: targets.map((each) => ({
        id: each.id,
        name: each.name,
        planned: each.planned,
        expected: each.expected,
        possible: each.possible.map(span),
        imaged: each.imaged.map(span),
        flips: each.flips.map(iso),
      })),
    },
  };
}

function span({ from, to }: { readonly from: number; readonly to: number }): Span {
  return { from: iso(from), to: iso(to) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

import type { Verdict } from '../journal/records.js';
import type { NightStatus } from '../night/status.js';

/**
 * How a running night is spoken with: lines of JSON over a local socket. Each request is answered by one reply; `watch` is
 * answered by a status now and at each change until the night ends. docs/guard.md has the same in prose.
 */

export const COMMANDS = ['status', 'watch', 'pause', 'resume', 'stop', 'skip'] as const;
export type ControlCommand = (typeof COMMANDS)[number];

export interface ControlRequest {
  /** Given back in the reply. */
  readonly id: number;
  readonly command: ControlCommand;
  /** For `stop` and `skip`: who asks, or why; for the journal. */
  readonly reason?: string;
}

/** Which night it is that answers. */
export interface NightIdentity {
  readonly pid: number;
  /** Its folder, absolute. */
  readonly night: string;
  /** Zone of the site: times of day are told in it. */
  readonly zone: string;
}

type Timed = 'start' | 'end' | 'nextFlip' | 'waitingUntil' | 'expectedEnd' | 'exposure' | 'safety';

/** The status of a night as it travels and as `nocturne status --json` prints it: times are ISO 8601 in UTC. */
export interface StatusReport extends NightIdentity, Omit<NightStatus, Timed> {
  readonly format: 1;
  /** The time at the observatory when this was said. */
  readonly at: string;
  readonly safety: { readonly verdict: Verdict; readonly reason: string; readonly at?: string };
  readonly start: string;
  /** null for a plan without an end */
  readonly end: string | null;
  readonly nextFlip?: string;
  readonly waitingUntil?: string;
  readonly expectedEnd?: string;
  readonly exposure?: { readonly title: string; readonly start: string; readonly seconds: number };
}

export type ControlReply =
  | { readonly id: number; readonly ok: true; readonly status: StatusReport }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Longer lines than this are not ours. Characters. */
export const LONGEST_LINE = 65_536;

export function reportOf(identity: NightIdentity, status: NightStatus, at: number): StatusReport {
  const { start, end, nextFlip, waitingUntil, expectedEnd, exposure, safety, ...rest } = status;
  return {
    format: 1,
    ...identity,
    at: iso(at),
    ...rest,
    safety: { verdict: safety.verdict, reason: safety.reason, ...(safety.at !== undefined && { at: iso(safety.at) }) },
    start: iso(start),
    end: Number.isFinite(end) ? iso(end) : null,
    ...(nextFlip !== undefined && { nextFlip: iso(nextFlip) }),
    ...(waitingUntil !== undefined && { waitingUntil: iso(waitingUntil) }),
    ...(expectedEnd !== undefined && Number.isFinite(expectedEnd) && { expectedEnd: iso(expectedEnd) }),
    ...(exposure && {
      exposure: { title: exposure.title, start: iso(exposure.start), seconds: exposure.duration / 1000 },
    }),
  };
}

/** The status that a report was made of, for a live view in another process. */
export function statusOf(report: StatusReport): NightStatus {
  const { format: _, pid: _pid, night: _night, zone: _zone, at: _at, ...rest } = report;
  const { start, end, nextFlip, waitingUntil, expectedEnd, exposure, safety, ...same } = rest;
  return {
    ...same,
    safety: { ...safety, at: safety.at === undefined ? undefined : Date.parse(safety.at) },
    start: Date.parse(start),
    end: end === null ? Infinity : Date.parse(end),
    ...(nextFlip !== undefined && { nextFlip: Date.parse(nextFlip) }),
    ...(waitingUntil !== undefined && { waitingUntil: Date.parse(waitingUntil) }),
    ...(expectedEnd !== undefined && { expectedEnd: Date.parse(expectedEnd) }),
    ...(exposure && {
      exposure: { title: exposure.title, start: Date.parse(exposure.start), duration: exposure.seconds * 1000 },
    }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** @returns a message when the line is no request */
export function parseRequest(line: string): ControlRequest | string {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return 'a request is one line of JSON';
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return 'a request is an object';
  const { id, command, reason } = read as Record<string, unknown>;
  const known = COMMANDS.find((name) => name === command);
  if (known === undefined) return `"command" is one of ${COMMANDS.join(', ')}`;
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > 500)) {
    return '"reason" is a text of at most 500 characters';
  }
  return { id: typeof id === 'number' ? id : 0, command: known, ...(reason !== undefined && { reason }) };
}

/** @returns undefined for what is no reply */
export function parseReply(line: string): ControlReply | undefined {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read !== 'object' || read === null || !('ok' in read)) return undefined;
    const whole = read.ok === true ? 'status' in read : 'message' in read;
    return whole ? (read as ControlReply) : undefined;
  } catch {
    return undefined;
  }
}

import { readFile } from 'node:fs/promises';

/**
 * What a running night says of itself, again and again, in a file of its own. The guard goes by the content changing, by
 * its own clock: the two clocks need not agree.
 */
export interface Heartbeat {
  readonly format: 1;
  readonly pid: number;
  /** Of the observatory. */
  readonly observatory: string;
  /** Folder of the night. */
  readonly night: string;
  /** Counts up with each beat. */
  readonly beat: number;
  /** ISO, by the clock of the computer; for people. */
  readonly at: string;
  /** What the night is doing: observing, securing and so on; `ended` is its last word. */
  readonly activity: string;
  /** When its watch over safety came to a verdict last, ISO, by the time of the observatory; null until it has. */
  readonly verdictAt?: string | null;
  /** When its journal was written to last; for people. */
  readonly journalAt?: string | null;
}

export type EngineSight =
  /** No night has been heard of since the guard began. */
  | { readonly state: 'unheard' }
  | { readonly state: 'beating'; readonly heartbeat: Heartbeat }
  /** It beats, but its watch over safety has come to no verdict for so long: something in it hangs. */
  | { readonly state: 'blind'; readonly since: number; readonly heartbeat: Heartbeat }
  /** It has stopped without a last word: dead, or hung. */
  | { readonly state: 'silent'; readonly since: number; readonly heartbeat: Heartbeat }
  /** It has ended in order. */
  | { readonly state: 'ended'; readonly heartbeat: Heartbeat };

interface Heard {
  readonly text: string;
  /** When the content was seen to change last. */
  readonly at: number;
  readonly heartbeat: Heartbeat;
  /** Whether it was seen to change at all: what lies there at first may be from last week. */
  readonly alive: boolean;
  /** When its verdict was seen to be renewed last. */
  readonly verdict: number;
}

export interface Patience {
  /** ms without a change after which the engine counts as silent; a few beats */
  readonly silentAfter: number;
  /** ms without a new verdict after which an engine that beats counts as blind; more than it may take to come to one */
  readonly blindAfter: number;
}

/** Listens for the heartbeat of a night in the files where it may be. */
export class HeartbeatEar {
  readonly #heard = new Map<string, Heard>();

  constructor(
    private readonly paths: readonly string[],
    private readonly patience: Patience,
  ) {}

  /** Reads the files and tells what is to be thought of the engine. */
  async listen(now: number): Promise<EngineSight> {
    await Promise.all(this.paths.map((path) => this.#read(path, now)));
    const latest = [...this.#heard.values()].reduce<Heard | undefined>(
      (best, heard) => (best === undefined || rank(heard) > rank(best) ? heard : best),
      undefined,
    );
    if (!latest) return { state: 'unheard' };
    const { heartbeat, at, alive, verdict } = latest;
    const { silentAfter, blindAfter } = this.patience;
    if (heartbeat.activity === 'ended') return { state: 'ended', heartbeat };
    if (!alive || now - at >= silentAfter) return { state: 'silent', since: at, heartbeat };
    const watches = heartbeat.verdictAt === undefined || now - verdict < blindAfter;
    return watches ? { state: 'beating', heartbeat } : { state: 'blind', since: verdict, heartbeat };
  }

  async #read(path: string, now: number): Promise<void> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch {
      // Not there, or not to be read: either way nothing is heard from it.
      return;
    }
    const known = this.#heard.get(path);
    if (known?.text === text) return;
    const heartbeat = parseHeartbeat(text);
    if (!heartbeat) return;
    const { pid, verdictAt } = heartbeat;
    const same = known && known.heartbeat.pid === pid && known.heartbeat.verdictAt === verdictAt;
    const verdict = same ? known.verdict : now;
    this.#heard.set(path, { text, at: now, heartbeat, alive: known !== undefined, verdict });
  }
}

/** A night that was heard later matters more; of two that were heard at the same look, the one that lives. */
function rank({ at, alive, heartbeat }: Heard): number {
  return at + (alive && heartbeat.activity !== 'ended' ? 0.5 : 0);
}

/** @returns undefined for anything that is not a heartbeat */
export function parseHeartbeat(text: string): Heartbeat | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { format, pid, beat, activity, observatory, night, at } = read as Record<string, unknown>;
  const whole =
    format === 1 &&
    typeof pid === 'number' &&
    typeof beat === 'number' &&
    [activity, observatory, night, at].every((field) => typeof field === 'string');
  return whole ? (read as Heartbeat) : undefined;
}

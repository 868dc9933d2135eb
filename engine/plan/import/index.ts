import { completed, type Draft, draftText } from './draft.js';
import { fromEkos, type ReadBeside } from './ekos.js';
import { fromNina } from './nina.js';
import { fromNinaSet } from './nina-set.js';
import { fromTelescopius } from './telescopius.js';

export interface Imported {
  /** Text of a sequence file; what was left out stands in comments at its head. */
  readonly yaml: string;
  readonly notes: readonly string[];
  readonly from: 'N.I.N.A.' | 'Ekos' | 'Telescopius';
}

export interface ImportOptions {
  /** For schedules that name files of captures. */
  readonly readBeside?: ReadBeside;
}

/**
 * Makes a sequence of what another program wrote: targets and sequences of N.I.N.A. (JSON; target sets in XML), lists and mosaics of
 * Telescopius (CSV), schedules and captures of Ekos (.esl, .esq).
 * @param file its name, for the name of the sequence and for the comment at its head
 * @returns undefined when it is none of these
 */
export function importPlan(
  text: string,
  file: string,
  { readBeside = () => undefined }: ImportOptions = {},
): Imported | undefined {
  const plain = text.replace(/^\uFEFF/u, '');
  const base = file.split(/[/\\]/u).at(-1) ?? file;
  const name = base.replace(/\.[^.]+$/u, '');
  const attempts: readonly (readonly [Imported['from'], () => Draft | undefined])[] = [
    ['N.I.N.A.', () => fromNina(plain, name) ?? fromNinaSet(plain, name)],
    ['Ekos', () => fromEkos(plain, name, readBeside)],
    ['Telescopius', () => fromTelescopius(plain, name)],
  ];
  for (const [from, attempt] of attempts) {
    const draft = attempt();
    if (!draft || draft.steps.length === 0) continue;
    const whole = completed(draft);
    return { from, notes: whole.notes, yaml: draftText(whole, `${base} (${from})`) };
  }
  return undefined;
}

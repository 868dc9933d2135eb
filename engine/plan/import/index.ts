import { completed, type Draft, draftText } from './draft.js';
import { fromEkos, type ReadBeside } from './ekos.js';
import { fromNina } from './nina.js';
import { fromNinaSet } from './nina-set.js';
import { MalformedFile } from './malformed-file.js';
import { fromTelescopius } from './telescopius.js';
import { isXml, readXml } from './xml.js';

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
 * Makes a sequence of what another program wrote: targets and sequences of N.I.N.A. (JSON; target sets in XML), lists and
 * mosaics of Telescopius (CSV), schedules and captures of Ekos (.esl, .esq).
 * @param file its name, for the name of the sequence and for the comment at its head
 * @returns undefined when it is none of these
 * @throws MalformedFile when it is JSON or XML and not well formed
 */
export function importPlan(
  text: string,
  file: string,
  { readBeside = () => undefined }: ImportOptions = {},
): Imported | undefined {
  const base = file.split(/[/\\]/u).at(-1) ?? file;
  const name = base.replace(/\.[^.]+$/u, '');
  for (const [from, draft] of attempts(text.replace(/^\uFEFF/u, ''), name, readBeside)) {
    if (!draft || draft.steps.length === 0) continue;
    const whole = completed(draft);
    return { from, notes: whole.notes, yaml: draftText(whole, `${base} (${from})`) };
  }
  return undefined;
}

function attempts(
  text: string,
  name: string,
  readBeside: ReadBeside,
): readonly (readonly [Imported['from'], Draft | undefined])[] {
  if (/^\s*[{[]/u.test(text)) return [['N.I.N.A.', fromNina(readJson(text), name)]];
  if (!isXml(text)) return [['Telescopius', fromTelescopius(text, name)]];
  const root = readXml(text);
  return [
    ['N.I.N.A.', fromNinaSet(root, name)],
    ['Ekos', fromEkos(root, name, readBeside)],
  ];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Not every mistake is told with its position.
    const [, at = '0'] = /at position (\d+)/u.exec(message) ?? [];
    const before = text.slice(0, Number(at)).split('\n');
    throw new MalformedFile(`it is not JSON: ${message}`, before.length, (before.at(-1)?.length ?? 0) + 1);
  }
}

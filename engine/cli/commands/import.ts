import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, NocturneError } from '../../errors.js';
import { diskReason, isSystemError } from '../../journal/disk-error.js';
import type { ReadBeside } from '../../plan/import/ekos.js';
import { type Imported, importPlan } from '../../plan/import/index.js';
import { MalformedFile } from '../../plan/import/malformed-file.js';
import { defineCommand } from '../command.js';
import { writeOutput } from '../output.js';

/** Files larger than this were not written by a person's planning program. */
const LARGEST = 5_000_000;

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Makes a sequence of what another program wrote.',
  usage: ['FILE [options]'],
  about: [
    'Takes targets and sequences of N.I.N.A. (.json, and .ninaTargetSet or .xml of its simple sequencer), lists and mosaics of Telescopius (.csv), and schedules and captures of Ekos (.esl, .esq), and prints a sequence file. What has no equal here is left out, and each such thing is said: in comments at the head of the sequence, and on standard error.',
  ],
  operands: { least: 1, most: 1, what: 'a file of another program' },
  options: {
    output: { value: 'FILE', short: 'o', help: 'Writes the sequence there; a file that exists is not replaced.' },
  },
  exits: [
    [EXIT.ok, 'the sequence was made'],
    [EXIT.plan, 'the file cannot be read, or is of no program that is known'],
  ],
  examples: [['nocturne import "M31 LRGB.json" -o m31.yaml', 'A sequence of N.I.N.A.; check it before the night.']],
  action({ operands: [file = ''], options }, terminal) {
    const readBeside = (name: string): string | undefined => {
      // A bare name beside the file, and nothing else: a schedule must not reach into other folders.
      const path = join(dirname(file), basename(name));
      return existsSync(path) ? readText(path) : undefined;
    };
    const imported = importOf(file, readBeside);
    if (!imported) {
      throw new NocturneError(
        'plan-unreadable',
        `${file} is no file of N.I.N.A., Ekos or Telescopius with targets in it`,
        {
          hint: 'Export the target or the sequence again: JSON from N.I.N.A., CSV from Telescopius, .esl or .esq from Ekos.',
        },
      );
    }
    for (const note of imported.notes) terminal.complain(`note: ${note}`);
    if (options.output === undefined) {
      terminal.print(imported.yaml.trimEnd());
      return Promise.resolve(EXIT.ok);
    }
    writeOutput(options.output, imported.yaml, { replace: false });
    terminal.print(`${options.output} was made of a file of ${imported.from}: check it with \`nocturne check\`.`);
    return Promise.resolve(EXIT.ok);
  },
});

/** @throws NocturneError with the place where it is not well formed */
function importOf(file: string, readBeside: ReadBeside): Imported | undefined {
  const text = readText(file);
  try {
    return importPlan(text, basename(file), { readBeside });
  } catch (cause) {
    if (!(cause instanceof MalformedFile)) throw cause;
    const place = `${file}:${String(cause.line)}:${String(cause.column)}`;
    throw new NocturneError('plan-unreadable', `${place}: ${cause.message}`, {
      hint: 'Export it again: the file was changed, or is not whole.',
      cause,
    });
  }
}

function readText(path: string): string {
  try {
    if (statSync(path).size > LARGEST) throw new Error('it is larger than any sequence');
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const plain = cause instanceof Error ? cause.message : String(cause);
    const why = isSystemError(cause) ? diskReason(cause) : plain;
    throw new NocturneError('plan-unreadable', `${path} cannot be read: ${why}`, { cause });
  }
}

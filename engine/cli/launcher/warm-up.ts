/**
 * Calls what every night calls, in the program that stands in the folder that is named, and writes down what V8 has
 * compiled meanwhile. Run by `build.mjs`, in a process of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../commands.js';
import type { Terminal } from '../terminal.js';
import { evaluate, openProgram, writeCache } from './built-program.js';

const NIGHT = 'sequences/andromeda-night.yaml';

const silent: Terminal = {
  interactive: false,
  color: false,
  columns: () => 80,
  print: () => undefined,
  complain: (text) => process.stderr.write(`${text}\n`),
  write: () => undefined,
};

const [, , folder = ''] = process.argv;
const out = mkdtempSync(join(tmpdir(), 'nocturne-warm-up-'));
try {
  const built = openProgram(folder);
  const { commandLine } = evaluate(built);
  const calls = [
    ['--help'],
    ...[...COMMANDS.keys()].map((command) => [command, '--help']),
    ['check', NIGHT],
    ['dry-run', NIGHT, '--date', '2026-11-21', '--clouds', '23:10-23:50', '--out', out],
  ];
  for (const call of calls) {
    const code = await commandLine(call, silent);
    if (code !== 0) throw new Error(`nocturne ${call.join(' ')} ended with ${String(code)}`);
  }
  writeCache(folder, built);
} finally {
  rmSync(out, { recursive: true, force: true });
}

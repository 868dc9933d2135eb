import { commandLine } from './command-line.js';
import { flushed, processTerminal } from './terminal.js';

/** What Node ends with when it has nothing left to wait for, and what was awaited has not come. */
const NEVER_ENDED = 13;

/** Carries out the command line of this process, and ends it. */
export async function runProcess(): Promise<never> {
  // Stands unless the command comes to its end: a night that was lost track of must not look like one that is done.
  process.exitCode = NEVER_ENDED;
  const exitCode = await commandLine(process.argv.slice(2), processTerminal());
  await flushed();
  process.exit(exitCode);
}

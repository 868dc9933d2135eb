import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Attempt } from './measure.js';

/**
 * A script of bench/python/ that is kept running: it says it is ready (or what is missing) in a line of JSON, then times
 * one image for every line that it is sent.
 * @returns in words why it cannot run here, if it cannot
 */
export async function pythonAttempt(script: string, args: readonly string[]): Promise<Attempt | string> {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  const child = spawn('/usr/bin/python3', [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<{ missing?: string; ms?: number }> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new Error(`${script} has ended`);
    return JSON.parse(String(line.value)) as { missing?: string; ms?: number };
  };
  try {
    const { missing } = await answer();
    if (missing !== undefined) return missing;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return {
    inside: false,
    async once() {
      child.stdin.write('once\n');
      return (await answer()).ms;
    },
    after: async () => undefined,
    stop: async () => {
      child.stdin.end();
    },
  };
}

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Programs of others that say whether ours is right. They are not needed to use Nocturne: where one is missing, it is
 * installed if this is a CI run or the user is root, and otherwise its tests are skipped; either is said in the output.
 */
const JUDGES = {
  fitsverify: { packages: ['fitsverify'], probe: ['which', 'fitsverify'] },
  fpack: { packages: ['libcfitsio-bin'], probe: ['which', 'fpack', 'funpack'] },
  astropy: { packages: ['python3-astropy'], probe: ['/usr/bin/python3', '-c', 'import astropy'] },
  'solve-field': { packages: ['astrometry.net', 'astrometry-data-tycho2'], probe: ['which', 'solve-field'] },
  'source-extractor': { packages: ['source-extractor'], probe: ['which', 'source-extractor'] },
} as const;

export type JudgeName = keyof typeof JUDGES;

/**
 * Whether a judge can be called on. To be used while the tests of a file are collected:
 * @example describe.skipIf(!available('fitsverify'))('fitsverify', () => ...)
 */
export function available(name: JudgeName): boolean {
  const verdict = present(name) ? 'runs' : install(name) ? 'runs, installed just now' : undefined;
  console.log(verdict ? `Judge ${name}: ${verdict}.` : `Judge ${name}: NOT RUN, it is not installed: ${missing(name)}`);
  return verdict !== undefined;
}

function missing(name: JudgeName): string {
  return `apt-get install ${JUDGES[name].packages.join(' ')}`;
}

function present(name: JudgeName): boolean {
  const [command, ...args] = JUDGES[name].probe;
  return succeeds(command, args);
}

function install(name: JudgeName): boolean {
  const allowed = process.platform === 'linux' && (process.env.CI !== undefined || process.getuid?.() === 0);
  if (!allowed || !succeeds('which', ['apt-get'])) return false;
  const apt = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  const packages = ['install', '-y', '--no-install-recommends', ...JUDGES[name].packages];
  const done =
    succeeds('apt-get', [...apt, ...packages]) ||
    (succeeds('apt-get', [...apt, 'update']) && succeeds('apt-get', [...apt, ...packages]));
  return done && present(name);
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, {
      stdio: 'ignore',
      timeout: 240_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}

const run = promisify(execFile);

/** What a judge prints. @throws Error with its output when it exits with another code than 0 */
export async function ask(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(command, args, { timeout: 60_000, maxBuffer: 64 << 20 });
  return stdout;
}

/** Runs a Python script with arguments; it prints JSON. */
export async function askPython(script: string, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await ask('/usr/bin/python3', ['-c', script, ...args])) as unknown;
}

import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../../devices/clock.js';
import { serverName } from '../../control/server-name.js';
import { NocturneError } from '../../errors.js';
import { isSystemError } from '../../journal/disk-error.js';
import type { Observatory } from '../../plan/observatory.js';

/** Held by one run; given back at its end. What a killed run leaves behind is taken over by the next. */
export interface RunLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Tells a process from another one that was given the same number later. */
  readonly born: string;
  readonly host: string;
  /** What it does, for the message. */
  readonly doing: string;
}

/** How often the holder says that it is still there, and after what silence another computer's lock is void. ms */
const HEARTBEAT = 30_000;
const SILENCE = 150_000;

/**
 * Takes a lock file, or refuses.
 * @param what the thing that only one run may have: "the night nights/2026-11-21-m31"
 * @throws NocturneError `already-running`
 */
export function takeLock(clock: Clock, path: string, what: string, doing: string): RunLock {
  const mine: Holder = { pid: process.pid, born: bornOf(process.pid) ?? '', host: hostname(), doing };
  const text = `${JSON.stringify(mine)}\n`;
  mkdirSync(dirname(path), { recursive: true });
  const prepared = `${path}.${String(process.pid)}`;
  writeFileSync(prepared, text);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (linked(prepared, path)) return hold(clock, path, text);
      const holder = holderOf(path);
      if (holder && isAlive(holder, path, clock)) throw refusal(what, holder, path);
      putAside(path, clock);
    }
    throw refusal(what, holderOf(path), path);
  } finally {
    rmSync(prepared, { force: true });
  }
}

function hold(clock: Clock, path: string, text: string): RunLock {
  const ended = new AbortController();
  const beat = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(HEARTBEAT, ended.signal);
      const now = new Date(clock.now());
      // A disk that fails now and then costs nobody the night: the next beat is soon.
      await utimes(path, now, now).catch(() => undefined);
    }
  };
  beat().catch(() => undefined);
  return {
    release() {
      ended.abort(new Error('the lock was given back'));
      release(path, text);
    },
  };
}

/**
 * The lock of the devices themselves, wherever on this computer they are used from; none for the built-in simulator.
 * @param of a run commands them, and a guard watches over them: one of each may have them
 */
export function observatoryLockPath(observatory: Observatory, of: 'run' | 'guard' = 'run'): string | undefined {
  const addresses = Object.values(observatory.devices).filter(({ server }) => server !== 'simulator');
  const mount = observatory.devices.telescope ?? addresses[0];
  if (!mount || mount.server === 'simulator') return undefined;
  const name = createHash('sha256')
    .update(JSON.stringify([serverName(mount.server), mount.device]))
    .digest('hex')
    .slice(0, 16);
  return join(tmpdir(), `nocturne-${of === 'guard' ? 'guard-' : ''}${name}.lock`);
}

/** A hard link fails where the name is taken: the one operation that decides between two runs. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

function holderOf(path: string): Holder | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof read === 'object' && read !== null && 'pid' in read ? (read as Holder) : undefined;
  } catch {
    // Gone, or torn by a cut of power: nobody holds it.
    return undefined;
  }
}

function isAlive({ pid, born, host }: Holder, path: string, clock: Clock): boolean {
  // Of another computer's processes nothing can be known but what its lock on a shared disk tells.
  if (host !== hostname()) {
    const beat = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return beat !== undefined && clock.now() - beat < SILENCE;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
  const now = bornOf(pid);
  return now === undefined || born === '' || now === born;
}

/** When a process began, as Linux counts it, with the boot that it belongs to; undefined elsewhere. */
function bornOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in parentheses may hold spaces; field 22 is the 20th after it.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? undefined : `${boot}/${started}`;
  } catch {
    return undefined;
  }
}

function putAside(path: string, clock: Clock): void {
  const aside = `${path}.stale.${String(process.pid)}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  // Another run may have taken the stale lock over in this very moment, and this is its new one: give it back.
  const moved = holderOf(aside);
  if (moved && isAlive(moved, aside, clock)) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true });
  } catch {
    // It is gone already.
  }
}

function refusal(what: string, holder: Holder | undefined, path: string): NocturneError {
  const who = holder
    ? `process ${String(holder.pid)}${holder.host === hostname() ? '' : ` on ${holder.host}`}`
    : 'another process';
  const doing = holder?.doing === undefined ? '' : `, which runs ${holder.doing}`;
  return new NocturneError('already-running', `${what} is held by ${who}${doing}`, {
    hint: `End the other run first. If there is none, remove ${resolve(path)}`,
  });
}

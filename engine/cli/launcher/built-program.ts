import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import type * as Program from './program.js';

/**
 * The whole program in one file, and what V8 has compiled of it. Both are written by the build alone: an installed package
 * may be read-only.
 */
const PROGRAM = 'program.cjs';
const CACHE = 'program.cache';

/** In stack traces. V8 keeps it in what it has compiled: it must be true wherever the package is installed. */
const NAME = `nocturne/dist/${PROGRAM}`;

/** Bytes: the sums of what was compiled and of what came of it. */
const HEADER = 8;

/** The program, compiled or read from the cache, and not yet run. */
export interface BuiltProgram {
  readonly path: string;
  readonly script: Script;
  readonly source: Buffer;
}

/** @param folder where the build has put the program */
export function openProgram(folder: string): BuiltProgram {
  const path = join(folder, PROGRAM);
  const source = readFileSync(path);
  const cachedData = cacheOf(folder, source);
  // esbuild writes nothing but ASCII, which is read fastest so.
  const script = new Script(source.toString('latin1'), { filename: NAME, ...(cachedData && { cachedData }) });
  return { path, script, source };
}

/** Evaluates the program: its commands, none of which is carried out yet. */
export function evaluate({ path, script }: BuiltProgram): typeof Program {
  type Wrapped = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;
  const wrapped = script.runInThisContext() as Wrapped;
  const module = { exports: {} };
  wrapped(module.exports, createRequire(path), module, path, dirname(path));
  return module.exports as typeof Program;
}

/** Writes down what V8 has compiled of the program so far, beside it: what has been called, it then need not compile. */
export function writeCache(folder: string, { script, source }: BuiltProgram): void {
  const compiled = script.createCachedData();
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(sumOf(source), 0);
  header.writeUInt32LE(crc32(compiled), 4);
  writeFileSync(join(folder, CACHE), Buffer.concat([header, compiled]));
}

/** What V8 is to believe; nothing, when there is no cache or it is not of this program, this Node or this computer. */
function cacheOf(folder: string, source: Buffer): Buffer | undefined {
  let file: Buffer;
  try {
    file = readFileSync(join(folder, CACHE));
  } catch {
    // Compiled without it, a program is merely slower to start.
    return undefined;
  }
  if (file.length <= HEADER) return undefined;
  const compiled = file.subarray(HEADER);
  const current = file.readUInt32LE(0) === sumOf(source) && file.readUInt32LE(4) === crc32(compiled);
  return current ? compiled : undefined;
}

/**
 * Of the program and of what would run it. V8 asks for its own version and flags, and for no more of the source than its
 * length; what it has compiled is not for another processor or another build of the same Node.
 */
function sumOf(source: Buffer): number {
  const { version, arch, platform, config } = process;
  return crc32(source, crc32(JSON.stringify([version, arch, platform, config.variables])));
}

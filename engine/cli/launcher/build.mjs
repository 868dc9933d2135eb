// Makes of the modules in dist/ what users start: nocturne.cjs, the launcher; program.cjs, all commands and the packages they
// need in one file; program.cache, what V8 has compiled of it. The modules stay beside them: workers, and the programs of
// other people, are loaded from there.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const house = fileURLToPath(new URL('../../../', import.meta.url));
const dist = `${house}dist${sep}`;

/**
 * A module sees the URL that it has in dist/, wherever that is when the program runs, rather than that of the one file. What
 * it requires is in that file as well: there `require` is esbuild's.
 */
const asInDist = {
  name: 'as-in-dist',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const text = await readFile(path, 'utf8');
      const url = `__moduleUrl(${JSON.stringify(relative(dist, path).replaceAll(sep, '/'))})`;
      const contents = text
        .replace('const require = createRequire(import.meta.url);', '')
        .replaceAll('import.meta.url', url);
      return { contents, loader: 'js' };
    });
  },
};
const moduleUrl = 'const __moduleUrl = (name) => require("node:url").pathToFileURL(__dirname + "/" + name).href;';

/** Zod brings its messages in fifty languages, of which one is spoken here. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    const contents = 'export { default as en } from "./en.js";';
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents, loader: 'js' }));
  },
};

/** Not minified: that saves 3 ms, and a stack trace could not be read. */
const bundle = {
  absWorkingDir: house,
  // The files are called what they are called in the house, wherever its node_modules may really be.
  preserveSymlinks: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'ascii',
  legalComments: 'external',
  metafile: true,
  logLevel: 'warning',
};

/** @returns the names of the files that the program is made of */
async function bundleProgram() {
  const { warnings, metafile } = await build({
    ...bundle,
    entryPoints: ['dist/engine/cli/launcher/program.js'],
    outfile: 'dist/program.cjs',
    plugins: [asInDist, englishOnly],
    // A package with a binary of its own. It is imported when it is needed: by `require`, since a script has no `import()`.
    external: ['sharp'],
    supported: { 'dynamic-import': false },
    // A function for the launcher to call; strict, as modules are.
    banner: { js: `(function (exports, require, module, __filename, __dirname) {\n"use strict";\n${moduleUrl}` },
    footer: { js: '})' },
  });
  // One would be of an `import.meta` that is left, and empty.
  if (warnings.length > 0) throw new Error('The modules cannot be made into one file.');
  return Object.keys(metafile.inputs);
}

async function bundleLauncher() {
  await build({
    ...bundle,
    entryPoints: ['dist/engine/cli/launcher/launch.js'],
    outfile: 'dist/nocturne.cjs',
    plugins: [asInDist],
    banner: { js: moduleUrl },
  });
}

/** What the licences of packages ask of those who hand them on. */
async function writeLicenses(files) {
  const folders = new Set(files.map((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  const licenses = [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(`${house}${folder}/package.json`, 'utf8'));
    const file = (await readdir(`${house}${folder}`)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${await readFile(`${house}${folder}/${file}`, 'utf8')}`;
    return `${name} ${version}: ${license}\n${text}`;
  });
  await writeFile(`${dist}program.licenses.txt`, (await Promise.all(licenses)).join(`\n${'-'.repeat(80)}\n\n`));
}

/** Where it cannot be made, the program runs without: it merely starts more slowly. */
async function writeCache() {
  await rm(`${dist}program.cache`, { force: true });
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, error } = spawnSync(process.execPath, [`${dist}engine/cli/launcher/warm-up.js`, dist], {
    cwd: house,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 120_000,
  });
  if (status !== 0) console.warn('nocturne starts without a code cache, which could not be made:', error ?? status);
}

const [files] = await Promise.all([bundleProgram(), bundleLauncher()]);
await Promise.all([writeLicenses(files), writeCache()]);

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the compiled kernel is current', async () => {
  const folder = new URL('../../engine/fits/wasm/', import.meta.url);
  const builder = (await import(new URL('build.mjs', folder).href)) as { kernelModule(): Promise<string> };
  expect(await readFile(new URL('kernel-module.ts', folder), 'utf8')).toBe(await builder.kernelModule());
});

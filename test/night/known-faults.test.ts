import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Rows of docs/known-faults.md: the fault, the file of its test, and words of the test. */
const rows = text('docs/known-faults.md')
  .split('\n')
  .flatMap((line) => {
    const [, fault, path, words] = /^\| (.+?) \| `(test\/[^`]+)` \| (.+?) \|$/u.exec(line) ?? [];
    return fault !== undefined && path !== undefined && words !== undefined ? [[fault, path, words] as const] : [];
  });

it('every fault that is known from other programs has its test', () => {
  expect(rows.length).toBeGreaterThan(50);
  const missing = rows.filter(([, path, words]) => !existsSync(new URL(path, root)) || !text(path).includes(words));
  expect(missing).toEqual([]);
});

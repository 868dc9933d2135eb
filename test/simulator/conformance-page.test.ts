import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const here = new URL('.', import.meta.url);
const page = readFileSync(new URL('../../docs/conformance.md', here), 'utf8');
const tests = readdirSync(here)
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('conformance-page'))
  .map((name) => readFileSync(new URL(name, here), 'utf8'))
  .join('\n');

describe('the page on conformance', () => {
  const rows = page.split('\n').filter((line) => /^\| (?!demand)/u.test(line) && !line.startsWith('|---'));

  it('gives a test for each demand', () => {
    const untested = rows.filter((row) => !row.includes('"') && !row.includes('.test.ts'));
    expect(rows.length).toBeGreaterThan(40);
    expect(untested).toEqual([]);
  });

  it('names only tests that are there', () => {
    const named = rows.flatMap((row) => [...row.matchAll(/"([^"]+)"/gu)].map((match) => match[1]!));
    expect(named.filter((title) => !tests.includes(`'${title}'`))).toEqual([]);
  });
});

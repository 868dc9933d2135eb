import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join('engine', 'guard');

describe('the guard stands apart', () => {
  it('runs no code of the engine: it imports its own files, the devices and Node', () => {
    const strangers: string[] = [];
    for (const file of readdirSync(FOLDER)) {
      const source = readFileSync(join(FOLDER, file), 'utf8');
      for (const [, from = ''] of source.matchAll(/(?:from|import) '([^']+)'/gu)) {
        const own = from.startsWith('.') ? normalize(join(FOLDER, from)) : from;
        if (!own.startsWith(FOLDER) && !own.startsWith('devices') && !own.startsWith('node:')) {
          strangers.push(`${file} imports ${from}`);
        }
      }
    }
    expect(strangers).toEqual([]);
  });
});

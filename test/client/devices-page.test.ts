import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { createWorld, SimulatorServer } from '../../devices/simulator/index.js';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const page = readFileSync(path('../../docs/devices.md'), 'utf8');
interface Example {
  /** The heading that it stands under. */
  readonly title: string;
  readonly code: string;
}

/** Every example that imports the library; the others only show a type. */
const examples: readonly Example[] = page.split(/^## /m).flatMap((section) => {
  const title = section.split('\n', 1)[0] ?? '';
  const blocks = [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => ({ title, code }));
  return blocks.filter(({ code }) => code.includes('nocturne/devices'));
});

let server: SimulatorServer;
let folder: string;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nocturne-examples-'));
  const world = createWorld({
    clock: new SystemClock(Date.UTC(2026, 10, 21, 22, 30) - Date.now()),
    seed: 1,
    camera: { width: 320, height: 200, download: 0 },
    mount: { slewRate: 200, slewRamp: 0.05, settle: 0 },
    roof: { seconds: 0.5 },
    connectTime: 0,
  });
  server = new SimulatorServer(world);
  ({ url } = await server.listen());
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('docs/devices.md', () => {
  it('has an example for each of its subjects', () => {
    expect(examples.map((example) => example.title)).toEqual([
      'Five minutes',
      'Finding servers',
      'Reading and writing',
      'Operations',
      'When something goes wrong',
      'Connecting, and losing the connection',
      'Transport',
      'Tests in virtual time',
    ]);
  });

  it.each(examples)('$title: runs, and prints what it says', async ({ code }) => {
    const library = (file: string): string => `'${pathToFileURL(path(`../../devices/${file}`)).href}'`;
    const file = join(folder, `example-${String(code.length)}.mts`);
    const here = code
      .replace("'nocturne/devices'", library('index.ts'))
      .replace("'nocturne/simulator'", library('simulator/index.ts'))
      .replaceAll('http://127.0.0.1:32323', url);
    writeFileSync(file, here);
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      printed.push(values.map((value) => (Array.isArray(value) ? `[ ${value.join(', ')} ]` : String(value))).join(' '));
    });
    try {
      await import(/* @vite-ignore */ file);
    } finally {
      log.mockRestore();
    }
    expect(printed).toEqual([...code.matchAll(/^ *\/\/> (.*)$/gm)].map(([, line]) => line));
  });

  it('has examples that TypeScript accepts', { timeout: 60_000 }, () => {
    const files = examples.map(({ code }, i) => {
      const file = join(folder, `typed-${String(i)}.mts`);
      writeFileSync(file, code);
      return file;
    });
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [path('../../node_modules/@types')],
      paths: {
        'nocturne/devices': [path('../../devices/index.ts')],
        'nocturne/simulator': [path('../../devices/simulator/index.ts')],
      },
    });
    const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  });
});

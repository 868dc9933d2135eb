import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** The little of the YAML language server that is used here; it is a CommonJS package whose types need many others. */
interface LanguageService {
  configure(settings: object): void;
  doComplete(
    document: object,
    position: Position,
    isKubernetes: boolean,
  ): Promise<{ items: readonly { label: string }[] }>;
  doHover(document: object, position: Position): Promise<{ contents: { value?: string } | string } | null>;
  doValidation(
    document: object,
    isKubernetes: boolean,
  ): Promise<readonly { message: string; range: { start: Position } }[]>;
}
interface Position {
  readonly line: number;
  readonly character: number;
}

const require = createRequire(import.meta.url);
const { getLanguageService } = require('yaml-language-server') as {
  readonly getLanguageService: (options: object) => LanguageService;
};
const inServer = createRequire(require.resolve('yaml-language-server'));
const { TextDocument } = inServer('vscode-languageserver-textdocument') as {
  TextDocument: { create(uri: string, language: string, version: number, text: string): object };
};

function serviceFor(schema: string): LanguageService {
  const text = readFileSync(new URL(`../../schemas/${schema}`, import.meta.url), 'utf8');
  const service = getLanguageService({
    schemaRequestService: () => Promise.resolve(text),
    workspaceContext: { resolveRelativePath: (path: string) => path },
  });
  const schemas = [{ uri: `file:///${schema}`, fileMatch: ['*.yaml'], schema: JSON.parse(text) as object }];
  service.configure({ validate: true, hover: true, completion: true, schemas, yamlVersion: '1.2' });
  return service;
}

let documents = 0;

/** A document of its own: the server remembers those that it has seen by their names. */
function documentOf(text: string): object {
  return TextDocument.create(`file:///night-${String(++documents)}.yaml`, 'yaml', 1, text);
}

/** The document with the cursor taken out, and where it was: at the bar. */
function cursor(marked: string): { document: object; position: Position } {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const document = documentOf(marked.replace('|', ''));
  return { document, position: { line: before.length - 1, character: before.at(-1)!.length } };
}

const sequences = serviceFor('sequence.schema.json');
const observatories = serviceFor('observatory.schema.json');

async function completions(service: LanguageService, marked: string): Promise<readonly string[]> {
  const { document, position } = cursor(marked);
  return (await service.doComplete(document, position, false)).items.map(({ label }) => label);
}

async function hover(service: LanguageService, marked: string): Promise<string> {
  const { document, position } = cursor(marked);
  const found = await service.doHover(document, position);
  return typeof found?.contents === 'string' ? found.contents : (found?.contents.value ?? '');
}

const HEAD = 'sequence: T\nobservatory: simulator\n';

describe('an editor with the YAML language server', () => {
  it('offers the keys at the top of a sequence', async () => {
    expect(await completions(sequences, `${HEAD}|`)).toEqual(
      expect.arrayContaining(['startup', 'steps', 'shutdown', 'night']),
    );
  });

  it('offers the kinds of steps', async () => {
    const offered = await completions(sequences, `${HEAD}steps:\n  - |`);
    expect(offered).toEqual(expect.arrayContaining(['target', 'expose', 'slew', 'park', 'connect']));
  });

  it('offers the keys of a target, and of its limits', async () => {
    const target = `${HEAD}steps:\n  - target:\n      name: M31\n      `;
    expect(await completions(sequences, `${target}|`)).toEqual(
      expect.arrayContaining(['position', 'while', 'frames', 'order']),
    );
    expect(await completions(sequences, `${target}while:\n        |`)).toEqual(
      expect.arrayContaining(['altitude', 'moon-separation']),
    );
  });

  it('offers the values of a choice', async () => {
    const offered = await completions(sequences, `${HEAD}steps:\n  - target:\n      name: M31\n      order: |`);
    expect(offered).toEqual(expect.arrayContaining(['rotate', 'in-turn']));
  });

  it('offers the keys of an observatory', async () => {
    expect(await completions(observatories, 'observatory: T\nsafety:\n  |')).toEqual(
      expect.arrayContaining(['poll', 'settle', 'stale-after']),
    );
  });

  it('explains what the cursor is on', async () => {
    expect(await hover(sequences, `${HEAD}steps:\n  - exp|ose: { exposure: 10 s }`)).toContain('equal frames');
    expect(await hover(observatories, 'observatory: T\nmeridian: { track|-past: 10 min }')).toContain(
      'past the meridian',
    );
  });

  it('marks a misspelt key', async () => {
    const document = TextDocument.create(
      'file:///night.yaml',
      'yaml',
      1,
      `${HEAD}steps: [park]\nstartupp: [connect]\n`,
    );
    const found = await sequences.doValidation(document, false);
    expect(found.map(({ range }) => range.start)).toEqual([{ line: 3, character: 0 }]);
  });
});

describe('an editor that knows only the first line of a file', () => {
  // Nothing is set up: which schema a file has stands in its line `# yaml-language-server: $schema=`.
  const asked: string[] = [];
  const service = getLanguageService({
    schemaRequestService: (uri: string) => {
      asked.push(uri);
      return Promise.resolve(readFileSync(new URL(uri), 'utf8'));
    },
    workspaceContext: { resolveRelativePath: (path: string, document: string) => new URL(path, document).href },
  });
  service.configure({ validate: true, hover: true, completion: true, schemas: [], yamlVersion: '1.2' });
  const folder = new URL('../../sequences/', import.meta.url);
  const documentAt = (name: string, change = (text: string) => text): object =>
    TextDocument.create(
      new URL(name, folder).href,
      'yaml',
      ++documents,
      change(readFileSync(new URL(name, folder), 'utf8')),
    );

  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('has no complaint about %s', async (name) => {
    const found = await service.doValidation(documentAt(name), false);
    expect(found.map(({ message, range }) => `${String(range.start.line + 1)}: ${message}`)).toEqual([]);
    expect(asked.at(-1)).toMatch(/schemas\/(?:sequence|observatory)\.schema\.json$/u);
  });

  it('marks a mistake, completes and explains by it', async () => {
    const lines = readFileSync(new URL('first-light.yaml', folder), 'utf8').split('\n');
    const wrong = documentAt('first-light.yaml', (text) => text.replace('shutdown:', 'shutdwn:'));
    expect((await service.doValidation(wrong, false)).map(({ range }) => range.start.line)).toEqual([
      lines.indexOf('shutdown:'),
    ]);
    const line = lines.findIndex((each) => each.trim() === 'order: rotate');
    const document = documentAt('first-light.yaml');
    const values = await service.doComplete(document, { line, character: '      order: '.length }, false);
    expect(values.items.map(({ label }) => label)).toEqual(expect.arrayContaining(['in-turn', 'rotate']));
    const explained = await service.doHover(document, { line, character: 8 });
    expect(JSON.stringify(explained?.contents)).toContain('round and round');
  });
});

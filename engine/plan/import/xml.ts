import { SaxesParser } from 'saxes';
import { MalformedFile } from './malformed-file.js';

/** An element of a document that is simple enough: no mixed content, no namespaces. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Whether a text is XML, or was meant to be. */
export function isXml(text: string): boolean {
  return /^\s*<[?!\w]/u.test(text);
}

/**
 * Reads the XML that capture programs write. Entities of a document's own are refused, so that no document can grow beyond
 * its size. A lone & is taken for what it is: Ekos writes paths as they are.
 * @throws MalformedFile at the first thing that is not well formed
 */
export function readXml(source: string): Element {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  const current = (): Open => open.at(-1) ?? root;
  const malformed = (message: string): MalformedFile => new MalformedFile(message, parser.line, parser.column + 1);
  parser.on('error', ({ message }) => {
    throw malformed(message.replace(/\.$/u, ''));
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('<!ENTITY')) throw malformed('it defines entities of its own, which are not read');
  });
  parser.on('text', (text) => {
    current().text += text;
  });
  parser.on('cdata', (text) => {
    current().text += text;
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name, attributes, children: [], text: '' });
  });
  parser.on('closetag', () => {
    const done = open.pop();
    if (done) current().children.push({ ...done, text: done.text.trim() });
  });
  parser.write(source.trimStart().replace(/&(?![\w#]+;)/gu, '&amp;')).close();
  const [top] = root.children;
  if (!top) throw malformed('it has no element');
  return top;
}

export function child({ children }: Element, name: string): Element | undefined {
  return children.find((each) => each.name === name);
}

/** The text of a child as a number; undefined when it is none. */
export function numberIn(element: Element, name: string): number | undefined {
  const text = child(element, name)?.text ?? '';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** An element of a document that is simple enough: no mixed content, no namespaces. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gu;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#\d{1,6}|#x[\da-f]{1,5});/giu, (written, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity.toLowerCase()] ?? written;
    return String.fromCodePoint(Number(entity.replace('#', '').replace(/^x/iu, '0x')));
  });
}

/**
 * Reads the XML that capture programs write: elements, attributes, text. Entities of a document's own are not known, so
 * that no document can grow beyond its size.
 * @returns undefined when it is not well formed
 */
export function readXml(source: string): Element | undefined {
  interface Open {
    readonly name: string;
    readonly attributes: Record<string, string>;
    readonly children: Element[];
    text: string;
  }
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  for (const [, data, closing, name, attributes, empty, text] of source.matchAll(TOKEN)) {
    const current = open.at(-1) ?? root;
    if (data !== undefined) current.text += data;
    else if (text !== undefined) current.text += decoded(text);
    else if (name !== undefined && closing === '/') {
      const done = open.pop();
      const parent = open.at(-1);
      if (!done || !parent || done.name !== name) return undefined;
      parent.children.push({ ...done, text: done.text.trim() });
    } else if (name !== undefined) {
      const element: Open = { name, attributes: attributesOf(attributes ?? ''), children: [], text: '' };
      if (empty === '/') current.children.push(element);
      else open.push(element);
    }
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, a, b]) => [name ?? '', decoded(a ?? b ?? '')]));
}

export function child({ children }: Element, name: string): Element | undefined {
  return children.find((each) => each.name === name);
}

/** The text of a child as a number; undefined when it is none. */
export function numberIn(element: Element, name: string): number | undefined {
  const text = child(element, name)?.text ?? '';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** Objects of a file of N.I.N.A., which its serializer (Json.NET) writes with their types, ids and references. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** "NINA.Sequencer.SequenceItem.Imaging.TakeExposure, NINA.Sequencer" -> "TakeExposure". */
export function kindOf(item: Json): string {
  return (text(item['$type']) ?? '').split(',')[0]?.split('.').at(-1)?.replace(/`.*$/u, '') ?? '';
}

/** Lists are written as { $values: [...] }. */
export function listOf(value: unknown): readonly Json[] {
  const list: unknown = isObject(value) ? value['$values'] : value;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/**
 * The document with each { $ref } replaced by the object that has that $id, where it is needed: providers of times and
 * targets that several items share. References to parents are left as they are, since they would lead round and round.
 */
export function withReferences(root: Json): Json {
  const known = new Map<string, Json>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    if (!isObject(value)) return;
    const id = text(value['$id']);
    if (id !== undefined) known.set(id, value);
    Object.values(value).forEach(collect);
  };
  collect(root);
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, each]): [string, unknown] => {
      const target = isObject(each) ? known.get(text(each['$ref']) ?? '') : undefined;
      if (key === 'Parent') return [key, undefined];
      // What is referred to holds names and numbers; it is not looked into for more references.
      return [key, target ?? resolved(each)];
    });
    return Object.fromEntries(entries);
  };
  return resolved(root) as Json;
}

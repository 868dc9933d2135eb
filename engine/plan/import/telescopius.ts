import { ParseError, parseDeclination, parseRightAscension } from '../../../sky/index.js';
import { type Draft, type DraftTarget, SOME_FRAMES, targetStep } from './draft.js';

/** Splits a line of CSV; a field in double quotes may hold commas, and two double quotes for one. */
export function csvFields(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}

/** Columns by what they are called in observing lists and in mosaics. */
const COLUMNS = {
  name: [/^pane$/iu, /^familiar name$/iu, /^name$/iu, /^catalogue entry$/iu, /^object$/iu],
  catalogue: [/^catalogue entry$/iu],
  ra: [/^right ascension/iu, /^ra\b/iu],
  dec: [/^declination/iu, /^dec\b/iu],
} as const;

/**
 * An observing list or a mosaic plan of telescopius.com, as CSV.
 * @returns undefined when it is no such file
 */
export function fromTelescopius(text: string, name: string): Draft | undefined {
  const [header, ...lines] = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
  const titles = csvFields((header ?? '').replace(/^\uFEFF/u, ''));
  const column = (kind: keyof typeof COLUMNS): number => {
    for (const pattern of COLUMNS[kind]) {
      const found = titles.findIndex((title) => pattern.test(title));
      if (found >= 0) return found;
    }
    return -1;
  };
  const [ra, dec, named, catalogue] = [column('ra'), column('dec'), column('name'), column('catalogue')];
  if (ra < 0 || dec < 0) return undefined;
  const notes: string[] = ['frames are a suggestion: the list says nothing of them'];
  const targets: DraftTarget[] = [];
  for (const [index, line] of lines.entries()) {
    const fields = csvFields(line);
    const title = fields[named] || fields[catalogue] || `Target ${String(index + 1)}`;
    try {
      const place = { ra: rightAscension(fields[ra] ?? ''), dec: parseDeclination(fields[dec] ?? '') };
      targets.push({ name: title, ...place, frames: SOME_FRAMES });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      notes.push(`left out: line ${String(index + 2)}, ${error.message}`);
    }
  }
  if (titles.some((title) => /position angle/iu.test(title))) notes.push('left out: position angles');
  return targets.length === 0 ? undefined : { name, startup: [], steps: targets.map(targetStep), shutdown: [], notes };
}

/** A mosaic gives hours with marks, a list sometimes plain degrees. */
function rightAscension(text: string): number {
  return /^\d+\.\d+$/u.test(text) && Number(text) >= 24 ? Number(text) / 15 : parseRightAscension(text);
}

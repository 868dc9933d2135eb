/**
 * JSON as real servers write it: with a byte order mark, commas before a closing bracket, NaN and Infinity as bare
 * words (`nan`, `-inf` where C has printed them), line breaks within texts. Strict JSON is parsed as such; only what fails is mended and tried again.
 * @throws SyntaxError when it is not JSON even so
 */
export function parseTolerantJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    try {
      return JSON.parse(mend(source));
    } catch {
      throw error;
    }
  }
}

/** A string literal (kept), a comma before a bracket (dropped), or a bare number word (quoted). */
const MENDABLE = /"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])|-?\b(?:nan|inf(?:inity)?)\b/gi;
/** What JSON wants escaped, and small servers put into their messages as it is. */
const CONTROL = /[\u0000-\u001f]/g;

function mend(source: string): string {
  return source.replace(/^\uFEFF/, '').replace(MENDABLE, (found) => {
    if (found.startsWith('"')) return found.replace(CONTROL, (control) => JSON.stringify(control).slice(1, -1));
    if (found === ',') return '';
    if (found.toLowerCase().endsWith('nan')) return '"NaN"';
    return found.startsWith('-') ? '"-Infinity"' : '"Infinity"';
  });
}

/** The field of an object by its name in any case, as some servers write `value` or `errornumber`. */
export function field(object: object, name: string): unknown {
  if (Object.hasOwn(object, name)) return (object as Readonly<Record<string, unknown>>)[name];
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(object)) {
    if (key.toLowerCase() === wanted) return value;
  }
  return undefined;
}

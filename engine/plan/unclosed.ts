import { Lexer } from 'yaml';

/** A bracket or a quote that is opened and not closed. */
export interface Unclosed {
  readonly sign: string;
  /** Offset at which it is opened. */
  readonly from: number;
  /** Offset of what cannot stand inside it any more: another closing bracket, a line that is not indented, the end. */
  readonly to: number;
  /** Closing signs of the brackets around it that nothing closes either, inside out. */
  readonly around: readonly string[];
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

export function closingOf(sign: string): string {
  return CLOSING[sign] ?? sign;
}

/** Marks of the lexer that stand for no text. */
const [DOCUMENT, FLOW_END, SCALAR] = ['\u0002', '\u0018', '\u001f'];

/**
 * The brackets and quotes of a text that are not closed, in reading order. The parser tells where it noticed, which may be
 * at brackets that are right; only the order of all signs tells which one it was.
 */
export function unclosedIn(text: string): readonly Unclosed[] {
  const found: Unclosed[] = [];
  const open: { readonly sign: string; readonly from: number }[] = [];
  /** What stands open when all of it should be closed: those around the innermost are told of with it. */
  const endOfFlow = (to: number): void => {
    const last = open.pop();
    if (last) found.push({ ...last, to, around: open.map(({ sign }) => closingOf(sign)).reverse() });
    open.length = 0;
  };
  let at = 0;
  let quoteBefore: { readonly sign: string; readonly from: number } | undefined;
  for (const token of new Lexer().lex(text)) {
    if (token === DOCUMENT) continue;
    if (token === FLOW_END) {
      endOfFlow(at);
      continue;
    }
    if (token === SCALAR) {
      // A text that goes on right behind its quote: the quote was to open another one.
      if (quoteBefore) found.push({ ...quoteBefore, to: at, around: [] });
      quoteBefore = undefined;
      continue;
    }
    quoteBefore = undefined;
    if (token in CLOSING) open.push({ sign: token, from: at });
    else if (token === ']' || token === '}') {
      const last = open.pop();
      if (last && closingOf(last.sign) !== token) {
        found.push({ ...last, to: at, around: [] });
        open.pop();
      }
    } else if (/^["']/u.test(token)) {
      const quote = { sign: token.charAt(0), from: at };
      if (isClosed(token)) quoteBefore = quote;
      else {
        found.push({ ...quote, to: at + token.length, around: [] });
        // It has swallowed the brackets that would have closed these.
        open.length = 0;
      }
    }
    at += token.length;
  }
  endOfFlow(at);
  return found;
}

function isClosed(quoted: string): boolean {
  if (quoted.startsWith("'")) return /^'(?:[^']|'')*'$/u.test(quoted);
  return /^"(?:[^"\\]|\\[^])*"$/u.test(quoted);
}

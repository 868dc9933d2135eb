import type { YamlProblem } from './yaml-problem.js';

/** Brackets that are open at once: the parser goes a level down with each. */
const MOST_OPEN = 500;

/** What a parser of YAML would take, or founder on, and nobody who writes a plan means. */
export function unmeantIn(text: string): YamlProblem | undefined {
  const [head = ''] = text.split(/^---/mu, 1);
  const directive = /^%YAML +(\S+)/mu.exec(head);
  if (directive && directive[1] !== '1.2') {
    const { 0: written, 1: version = '', index } = directive;
    return {
      message: `the file says that it is YAML ${version}, in which 05:34:31 is the number 20071 and "no" means false`,
      hint: 'take this line out: plans are YAML 1.2',
      from: index,
      to: index + written.length,
    };
  }
  if (/\r(?!\n)/u.test(text)) {
    return {
      message: 'the lines end in carriage returns alone, as on old Macintoshes',
      hint: 'save the file with the line ends of Unix or of Windows',
      from: 0,
      to: 1,
    };
  }
  const bomb = tooManyOpen(text);
  if (bomb === undefined) return undefined;
  return {
    message: `more than ${String(MOST_OPEN)} brackets are open here`,
    hint: undefined,
    from: bomb,
    to: bomb + 1,
  };
}

const [OPEN_LIST, CLOSE_LIST, OPEN_MAPPING, CLOSE_MAPPING] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where the bracket stands that is one too many; quotes are not looked at, since nothing so deep is meant anyway. */
function tooManyOpen(text: string): number | undefined {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === OPEN_LIST || sign === OPEN_MAPPING) open++;
    else if ((sign === CLOSE_LIST || sign === CLOSE_MAPPING) && open > 0) open--;
    if (open > MOST_OPEN) return at;
  }
  return undefined;
}

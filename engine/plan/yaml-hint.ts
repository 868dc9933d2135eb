import type { YAMLError } from 'yaml';

/** What could be done about an error of YAML: what people write who write YAML seldom. */
export function yamlHint({ code, pos }: YAMLError, text: string): string | undefined {
  const begin = text.lastIndexOf('\n', pos[0] - 1) + 1;
  const [line = '', next = ''] = text.slice(begin).split(/\r?\n/u);
  const rest = text.slice(pos[0], pos[0] + 40).split('\n')[0] ?? '';
  if (/[:,[{] *>=? *-?\d/u.test(line)) return 'a comparison that begins with > must stand in quotes: "> 30 deg"';
  if (code === 'TAB_AS_INDENT' || rest.startsWith('\t') || /^ *\t/u.test(line))
    return 'YAML is indented with spaces, not with tabs';
  if (line.includes('\u00a0'))
    return 'the line holds a no-break space, as web pages have them: put a plain space there';
  if (code === 'BAD_SCALAR_START' && /^[@`%]/u.test(rest)) {
    return `a text that begins with ${rest.charAt(0)} must stand in quotes`;
  }
  if (/^\s*-[^\s-]/u.test(line)) return `a blank stands behind a hyphen: - ${line.trim().slice(1)}`;
  if (code === 'BAD_INDENT' && /^\s*[a-z-]+\s*$/u.test(line)) {
    return `each item of a list begins with a hyphen: - ${line.trim()}`;
  }
  if (/[[{][^\]}]*;/u.test(line)) return 'inside [ ] and { } a comma stands between one thing and the next';
  const [, step] = /^\s*- ([\w-]+)\s*$/u.exec(line) ?? [];
  if (step !== undefined && /^\s+[\w-]+:/u.test(next)) return `a step with keys of its own has a colon: - ${step}:`;
  const [, key, value] = /^\s*(?:- )?([\w-]+):([^\s:].*)$/u.exec(line) ?? [];
  if (key !== undefined && value !== undefined) return `a blank stands behind a colon: ${key}: ${value.trim()}`;
  const [, first, second] = /^\s*(\w[\w-]*) ([^:#]+)$/u.exec(line) ?? [];
  if (code === 'MULTILINE_IMPLICIT_KEY' && first !== undefined && second !== undefined) {
    return `a colon stands behind a key: ${first}: ${second.trim()}`;
  }
  const [, kind, inner] = /^\s*- ([a-z-]+): +([a-z-]+: .+)$/u.exec(line) ?? [];
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && kind !== undefined && inner !== undefined) {
    return `what belongs to a step stands in { } or on lines of its own: - ${kind}: { ${inner.trim()} }`;
  }
  if (isIndented(line, next)) {
    return 'keys of one mapping begin in the same column; a key with others below it has nothing behind its colon';
  }
  if (/^\s*(?:- )?[\w-]+: +[^\s{["'|>].*: /u.test(line)) return 'a text with ": " in it must stand in quotes';
  if (code === 'MULTIPLE_DOCS') return 'one file holds one sequence; take out the line "---" and what follows it';
  if (code === 'BAD_INDENT') return 'keys of one mapping begin in the same column';
  return undefined;
}

/** Whether a line is followed by a key that is further in, though it already has a value. */
function isIndented(line: string, next: string): boolean {
  const indent = (each: string): number => each.search(/\S/u);
  return /^\s*[\w-]+: +[^\s|>#]/u.test(line) && /^\s*[\w-]+:(?: |$)/u.test(next) && indent(next) > indent(line);
}

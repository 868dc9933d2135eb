import { ERRORS, EXIT } from '../errors.js';

/** docs/errors.md, from the table of errors. */
export function errorsPage(): string {
  const exits = Object.entries(EXIT).map(([name, number]) => `| ${String(number)} | ${name} |`);
  const rows = Object.entries(ERRORS).map(
    ([code, { meaning, hint, retryable, exit }]) =>
      `| \`${code}\` | ${meaning} | ${hint} | ${retryable ? 'yes' : 'no'} | ${String(EXIT[exit])} |`,
  );
  return [
    '# Errors',
    '',
    '<!-- Made from engine/errors.ts by `npm run schemas`; a test fails when it is not current. -->',
    '',
    'Every error that Nocturne itself reports has a code. What is wrong in a sequence or an observatory file is shown with',
    'its place besides, all at once. Devices and servers have errors of their own, with the number and the words of the',
    'driver.',
    '',
    '| code | meaning | what to do | worth trying again | exit code |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Exit codes',
    '',
    '| number | name |',
    '|---|---|',
    ...exits,
    '',
  ].join('\n');
}

import { EXIT, NocturneError } from '../errors.js';
import { hasErrors, type Problem, renderProblems, type Sources } from '../plan/problem.js';
import { paint, type Terminal } from './terminal.js';
import { wrapText } from './wrap-text.js';

/** Files that have errors: each is shown with its place, all at once. */
export class FileProblems extends Error {
  override readonly name = 'FileProblems';

  constructor(
    readonly problems: readonly Problem[],
    readonly sources: Sources,
    /** Whose mistake it is: the exit codes tell the two apart. */
    readonly exit: 'plan' | 'observatory',
  ) {
    super(`${String(errorsIn(problems))} in the files`);
  }
}

/** Tells a person what went wrong and what to do. @returns the number that the process ends with */
export function reportFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof FileProblems) {
    terminal.complain(renderProblems(error.problems, error.sources, { color: terminal.color }));
    terminal.complain(`\n${paint(terminal, 'bold', count(error.problems))}`);
    return EXIT[error.exit];
  }
  if (error instanceof NocturneError) {
    terminal.complain(`${paint(terminal, 'red', 'error:')} ${error.message}`);
    terminal.complain(wrapText(error.hint, terminal.columns(), 7));
    return error.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.complain(`${paint(terminal, 'red', 'error:')} Nocturne itself has a fault. Please report it:\n${detail}`);
  return EXIT.failed;
}

/** "2 errors, 1 warning" */
export function count(problems: readonly Problem[]): string {
  const errors = errorsIn(problems);
  const warnings = problems.length - errors;
  const plural = (n: number, what: string): string => `${String(n)} ${what}${n === 1 ? '' : 's'}`;
  return [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ].join(', ');
}

function errorsIn(problems: readonly Problem[]): number {
  return problems.filter((problem) => hasErrors([problem])).length;
}

import { type Arguments, type OptionSpecs, readArguments } from './arguments.js';
import { type HelpPage, renderHelp } from './help.js';
import type { Terminal } from './terminal.js';

/** A command of `nocturne`. */
export interface Command {
  /** Carries it out. @returns the number that the process ends with. @throws whatever went wrong */
  run(words: readonly string[], terminal: Terminal): Promise<number>;
}

export interface CommandDefinition<O extends OptionSpecs> extends HelpPage {
  readonly options: O;
  /** How many words it takes that are no options. */
  readonly operands: { readonly least: number; readonly most: number; readonly what: string };
  readonly action: (given: Arguments<O>, terminal: Terminal) => Promise<number>;
}

/** Makes a command of its page, its options and what it does: `--help` is answered for it. */
export function defineCommand<const O extends OptionSpecs>(definition: CommandDefinition<O>): Command {
  return {
    async run(words, terminal) {
      if (words.some((word) => word === '--help' || word === '-h')) {
        terminal.print(renderHelp(definition, terminal));
        return 0;
      }
      return definition.action(readArguments(words, definition), terminal);
    },
  };
}

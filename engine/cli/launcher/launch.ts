#!/usr/bin/env node
// The command that users call. Five hundred modules take a third of a second to load; in one file, with what V8 has compiled
// of it before, a fifth of that.
import { fileURLToPath } from 'node:url';
import { evaluate, openProgram } from './built-program.js';

const [, , word = '--help'] = process.argv;
if (word === 'help' || word.startsWith('-')) {
  // The list of commands and the version need ten modules, which are there sooner than the whole program.
  void import(new URL('../main.js', import.meta.url).href);
} else {
  void evaluate(openProgram(fileURLToPath(new URL('../../../', import.meta.url)))).runProcess();
}

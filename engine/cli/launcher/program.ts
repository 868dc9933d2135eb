/** What is in the program that `build.mjs` makes of the modules: all commands, for the launcher and for the warm-up. */
export { commandLine } from '../command-line.js';
export { runProcess } from '../run-process.js';

#!/usr/bin/env node
import { commandLine } from './command-line.js';
import { flushed, processTerminal } from './terminal.js';

const exitCode = await commandLine(process.argv.slice(2), processTerminal());
await flushed();
process.exit(exitCode);

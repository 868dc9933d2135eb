import type { Command } from './command.js';

interface Entry {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Loads its code: only that of the command that is called, so that every command starts quickly. */
  readonly load: () => Promise<Command>;
}

/** Every command, in the order in which the help lists them. */
export const COMMANDS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  [
    'run',
    {
      summary: 'Runs a sequence through the night, or takes an interrupted night up again.',
      load: async () => (await import('./commands/run.js')).run,
    },
  ],
  [
    'dry-run',
    {
      summary: 'Rehearses a whole night against simulators in seconds, and shows its timeline.',
      load: async () => (await import('./commands/dry-run.js')).dryRun,
    },
  ],
  [
    'check',
    {
      summary: 'Reads a sequence and its observatory, and says what is wrong or what will happen.',
      load: async () => (await import('./commands/check.js')).check,
    },
  ],
  [
    'preview',
    {
      summary: 'Draws the night that a sequence asks for: altitudes, moon, and what is imaged when.',
      load: async () => (await import('./commands/preview.js')).preview,
    },
  ],
  [
    'graph',
    {
      summary: 'Draws a sequence as a state chart.',
      load: async () => (await import('./commands/graph.js')).graph,
    },
  ],
  [
    'import',
    {
      summary: 'Makes a sequence of what another program wrote.',
      load: async () => (await import('./commands/import.js')).importCommand,
    },
  ],
  [
    'fits',
    {
      summary: 'Shows what is in FITS files, and whether they are whole.',
      load: async () => (await import('./commands/fits.js')).fits,
    },
  ],
  [
    'simulate',
    {
      summary: 'Serves a simulated observatory over Alpaca.',
      load: async () => (await import('./commands/simulate.js')).simulate,
    },
  ],
  [
    'discover',
    {
      summary: 'Finds the Alpaca servers of your network and their devices.',
      load: async () => (await import('./commands/discover.js')).discover,
    },
  ],
  [
    'inspect',
    {
      summary: "Shows a device's every property, live.",
      load: async () => (await import('./commands/inspect.js')).inspect,
    },
  ],
  [
    'status',
    {
      summary: 'Shows what a running night is doing.',
      load: async () => (await import('./commands/status.js')).status,
    },
  ],
  [
    'pause',
    {
      summary: 'Pauses a running night until it is resumed.',
      load: async () => (await import('./commands/status.js')).pause,
    },
  ],
  [
    'resume',
    {
      summary: 'Goes on with a night that was paused.',
      load: async () => (await import('./commands/status.js')).resume,
    },
  ],
  [
    'skip',
    {
      summary: 'Leaves the present target or step, and goes on with the next.',
      load: async () => (await import('./commands/status.js')).skip,
    },
  ],
  [
    'stop',
    {
      summary: 'Ends a running night in order: park, close, shut down.',
      load: async () => (await import('./commands/status.js')).stop,
    },
  ],
  [
    'report',
    {
      summary: 'Makes the report of a night, or of several nights of one sequence.',
      load: async () => (await import('./commands/report.js')).report,
    },
  ],
  [
    'guard',
    {
      summary: 'Watches over an observatory, and closes it when a run is dead, hung or too slow.',
      load: async () => (await import('./commands/guard.js')).guard,
    },
  ],
]);

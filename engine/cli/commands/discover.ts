import { existsSync } from 'node:fs';
import { askServer, findServers, type FoundServer, mergeServers } from '../../../devices/index.js';
import { EXIT, NocturneError } from '../../errors.js';
import { isServerUrl } from '../../plan/observatory-schema.js';
import { positiveNumber, wholeNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { draftObservatory, homeOf } from '../discovery/observatory-draft.js';
import { readFacts } from '../discovery/observatory-facts.js';
import { writeOutput } from '../output.js';
import { serversJson, serversText } from '../discovery/server-text.js';

/** Of discovery, by the Alpaca standard. */
const UDP_PORT = 32_227;

export const discover = defineCommand({
  name: 'discover',
  summary: 'Finds the Alpaca servers of your network and their devices.',
  usage: ['[SERVER...] [options]'],
  about: [
    'Asks on every network of this computer, by IPv4 and IPv6, and shows each server that answers with what it serves. Nothing is connected and nothing moves.',
    'A server that discovery cannot reach, behind a router say, is asked when its address is given: http://host:port.',
  ],
  operands: { least: 0, most: 20, what: 'addresses of servers' },
  options: {
    json: { help: 'Prints JSON instead of text.' },
    write: {
      value: 'FILE',
      short: 'w',
      help: 'Drafts an observatory file from what was found, such as backyard.observatory.yaml. A file that exists is left alone.',
    },
    seconds: { value: 'N', help: 'How long to listen for answers.', default: '2' },
    'udp-port': { value: 'N', help: 'Where servers listen for the question.', default: '32227' },
  },
  exits: [
    [EXIT.ok, 'a server was found'],
    [EXIT.plan, 'the command line is wrong, or the file exists already'],
    [EXIT.observatory, 'no server was found, or one that was named does not answer'],
  ],
  examples: [
    ['nocturne discover', 'What is in the network.'],
    ['nocturne discover --write backyard.observatory.yaml', 'And a file to begin with.'],
    ['nocturne discover http://192.168.7.20:11111 --json', 'A server beyond the network too, for a program.'],
  ],
  async action({ options, operands }, terminal) {
    const { write } = options;
    if (write !== undefined && existsSync(write)) {
      throw new NocturneError('usage', `${write} exists already, and is left alone`, { hint: 'Give another name.' });
    }
    const wrong = operands.find((url) => !isServerUrl(url));
    if (wrong !== undefined) {
      throw new NocturneError('usage', `"${wrong}" is no address of a server`, {
        hint: 'For example http://192.168.7.20:11111',
      });
    }
    const servers = await find(operands, {
      duration: 1000 * (options.seconds === undefined ? 2 : positiveNumber('--seconds', options.seconds, 60)),
      port:
        options['udp-port'] === undefined
          ? UDP_PORT
          : wholeNumber('--udp-port', options['udp-port'], 1, 65_535, UDP_PORT),
    });
    if (servers.length === 0) {
      throw new NocturneError('server-not-found', 'no Alpaca server has answered', {
        hint: 'Is one running, and in the same network? A firewall may stop UDP 32227. Try its address: nocturne discover http://host:port',
      });
    }
    terminal.print(options.json ? serversJson(servers) : serversText(servers, terminal));
    const home = homeOf(servers);
    if (write !== undefined && home) {
      writeOutput(write, draftObservatory(servers, await readFacts(home)), { replace: false });
      terminal.complain(
        `\n${write} is written. Replace every ??? in it, then: nocturne check SEQUENCE --observatory ${write}`,
      );
    }
    // A server that was named must answer; a broken one that was met by chance stands in nobody's way.
    const named = servers.filter(({ url, alsoAt }) => [url, ...alsoAt].some((at) => operands.map(bare).includes(at)));
    return named.some(({ error }) => error) || servers.every(({ error }) => error) ? EXIT.observatory : EXIT.ok;
  },
});

async function find(
  urls: readonly string[],
  options: { readonly duration: number; readonly port: number },
): Promise<readonly FoundServer[]> {
  const [found, asked] = await Promise.all([
    findServers(options),
    Promise.all([...new Set(urls.map(bare))].map((url) => askServer(url))),
  ]);
  return mergeServers([...found.filter(({ url }) => !asked.some((other) => other.url === url)), ...asked]);
}

/** As servers are told: without a slash at the end. */
function bare(url: string): string {
  return url.replace(/\/+$/u, '');
}

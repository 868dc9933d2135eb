import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** The question, and the IPv6 group it goes to (ASCOM Alpaca API reference, discovery). */
const QUESTION = Buffer.from('alpacadiscovery1');
const GROUP = 'ff12::a1:9aca';

/** One way to ask: from a local address to where servers listen. */
interface Way {
  readonly family: 'udp4' | 'udp6';
  readonly from: string;
  readonly to: string;
  readonly broadcast: boolean;
  /** Interface of a multicast. */
  readonly through?: string;
}

/** Every way there is on this machine: directed broadcasts, multicasts, and the machine itself. */
export function discoveryWays(interfaces = networkInterfaces()): readonly Way[] {
  const ways: Way[] = [
    { family: 'udp4', from: '0.0.0.0', to: '127.0.0.1', broadcast: false },
    // Of several servers on this machine, all hear a broadcast, and only one what goes to an address.
    { family: 'udp4', from: '127.0.0.1', to: '127.255.255.255', broadcast: true },
    { family: 'udp6', from: '::', to: '::1', broadcast: false },
  ];
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    for (const address of addresses) {
      if (address.internal) continue;
      if (address.family === 'IPv4') {
        ways.push({ family: 'udp4', from: address.address, to: broadcastOf(address), broadcast: true });
      } else if (address.address.startsWith('fe80:')) {
        // One multicast an interface, from its link-local address, reaches every server there.
        ways.push({ family: 'udp6', from: '::', to: `${GROUP}%${name}`, broadcast: false, through: `::%${name}` });
      }
    }
  }
  return ways;
}

/** The last address of an interface's network. */
function broadcastOf({ address, netmask }: NetworkInterfaceInfo): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((byte, i) => String((Number(byte) | ~(mask[i] ?? 255)) & 0xff))
    .join('.');
}

/** Asks on every way, and hands each answer on. An interface that cannot send is left out: others may do. */
export class DiscoverySockets {
  readonly #sockets: { readonly way: Way; readonly socket: Socket }[] = [];

  constructor(
    readonly port: number,
    readonly onAnswer: (text: string, from: RemoteInfo) => void,
  ) {}

  async open(ways: readonly Way[]): Promise<void> {
    await Promise.all(ways.map((way) => this.#open(way)));
  }

  ask(): void {
    for (const { way, socket } of this.#sockets) {
      // What cannot be sent is not answered: there is nothing else to be done about it.
      socket.send(QUESTION, this.port, way.to, () => undefined);
    }
  }

  close(): void {
    for (const { socket } of this.#sockets) socket.close();
    this.#sockets.length = 0;
  }

  #open(way: Way): Promise<void> {
    const socket = createSocket({ type: way.family, ...(way.family === 'udp6' ? { ipv6Only: true } : {}) });
    socket.on('message', (message, from) => {
      this.onAnswer(message.toString('utf8'), from);
    });
    return new Promise((resolve) => {
      socket.on('error', () => {
        resolve();
      });
      socket.bind({ port: 0, address: way.from }, () => {
        try {
          if (way.broadcast) socket.setBroadcast(true);
          if (way.through !== undefined) socket.setMulticastInterface(way.through);
          this.#sockets.push({ way, socket });
        } catch {
          // The interface went away, or cannot multicast.
          socket.close();
        }
        resolve();
      });
    });
  }
}

import { NocturneError } from '../errors.js';
import { nearName } from '../../devices/near-name.js';
import { DEFAULT_IMAGE_NAME } from '../plan/observatory.js';
import type { FrameIdentity, NightIdentity } from './frame.js';

type TokenValue = (frame: FrameIdentity, night: NightIdentity) => string | undefined;

/**
 * What a pattern may hold. All of it follows from the plan and the night, never from the moment: so the file of a frame is
 * found again after a crash, whatever became of its line in the journal.
 */
const TOKENS = {
  night: (_, { night }) => night,
  sequence: (_, { sequence }) => sequence,
  observatory: (_, { observatory }) => observatory.name,
  target: ({ target }) => target?.name,
  type: ({ set }) => set.type,
  filter: ({ set }) => set.filter,
  exposure: ({ set }) => String(set.exposure),
  binning: ({ set }) => `${String(set.binning)}x${String(set.binning)}`,
  gain: ({ set }) => (set.gain === undefined ? undefined : String(set.gain)),
  offset: ({ set }) => (set.offset === undefined ? undefined : String(set.offset)),
  set: ({ set }) => set.id,
  n: ({ n, passes }) => [...passes.map((pass) => `p${String(pass)}`), String(n).padStart(4, '0')].join('-'),
} as const satisfies Record<string, TokenValue>;

const NAME_TOKENS = Object.keys(TOKENS) as readonly (keyof typeof TOKENS)[];

/** What people try that would give another name each time it is asked for. */
const MOMENTARY = new Set([
  'time',
  'date',
  'datetime',
  'temperature',
  'hfr',
  'altitude',
  'airmass',
  'side',
  'pierside',
]);

type Piece = { readonly literal: string } | { readonly token: TokenValue };

/**
 * A checked pattern of file names.
 * @example new NamePattern('{night}/{target}/{type}_{filter}_{n}.fits')
 */
export class NamePattern {
  /** Segments of the path. */
  readonly #segments: readonly (readonly Piece[])[];

  /** @throws NocturneError `file-name-pattern` */
  constructor(readonly pattern: string) {
    if (/^([/\\]|[a-z]:)/i.test(pattern)) throw refuse(pattern, 'it must be relative to the image folder');
    const segments = pattern.split(/[/\\]/);
    if (segments.some((segment) => /^\.*$/.test(segment.trim()))) {
      throw refuse(pattern, 'it must not have empty parts, nor lead out of the image folder');
    }
    if (!pattern.includes('{n}')) {
      throw refuse(pattern, 'without {n} all frames of a set would have the same name');
    }
    const ending = /\.fits?$/i.test(pattern) ? '' : '.fits';
    this.#segments = segments.map((segment, i) =>
      parseSegment(pattern, i === segments.length - 1 ? segment + ending : segment),
    );
  }

  /** Path of a frame relative to the image folder, with `/`; safe on Windows, macOS and Linux. */
  path(frame: FrameIdentity, night: NightIdentity): string {
    const parts = this.#segments
      .map((pieces, i) => this.#fill(pieces, frame, night, i === this.#segments.length - 1))
      .filter((part) => part !== '');
    return parts.join('/');
  }

  #fill(pieces: readonly Piece[], frame: FrameIdentity, night: NightIdentity, last: boolean): string {
    let name = '';
    for (const piece of pieces) {
      if ('literal' in piece) {
        // A token without a value takes the separator before it along: dark_300s, not dark__300s.
        if (name === '') name = piece.literal.replace(/^[-_ ]+/, '');
        else name = (/^[-_ .]/.test(piece.literal) ? name.replace(/[-_ ]+$/, '') : name) + piece.literal;
      } else {
        name += shortened(safe(piece.token(frame, night) ?? ''), LONGEST_TOKEN);
      }
    }
    return last ? safeSegment(name.replace(/[-_ ]+(?=\.fits?$)/i, '')) : safeSegment(name.replace(/[-_ ]+$/, ''));
  }
}

function parseSegment(pattern: string, segment: string): readonly Piece[] {
  return segment
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!/^\{.*\}$/.test(part)) {
        if (/[{}]/.test(part)) throw refuse(pattern, 'a brace is not closed');
        if (safe(part) !== part)
          throw refuse(pattern, `"${part}" has characters that not every system allows in a name`);
        return { literal: part };
      }
      const token = part.slice(1, -1).trim();
      if (isToken(token)) return { token: TOKENS[token] };
      if (MOMENTARY.has(token.toLowerCase())) {
        throw refuse(
          pattern,
          `{${token}} is not known before the exposure, and a frame must be found again by its name`,
        );
      }
      const near = nearName(token, NAME_TOKENS);
      throw refuse(pattern, `there is no {${token}}${near === undefined ? '' : `; did you mean {${near}}?`}`);
    });
}

function isToken(token: string): token is keyof typeof TOKENS {
  return Object.hasOwn(TOKENS, token);
}

function refuse(pattern: string, why: string): NocturneError {
  return new NocturneError('file-name-pattern', `The pattern "${pattern}" cannot be used: ${why}`, {
    hint: `Use a pattern such as ${DEFAULT_IMAGE_NAME}; the tokens are ${NAME_TOKENS.map((name) => `{${name}}`).join(' ')}.`,
  });
}

/** Letters, digits and what is allowed in names everywhere; spaces and separators become hyphens. */
function safe(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s/\\:|]+/g, '-')
    .replace(/[<>"?*\p{C}]/gu, '');
}

/** Names that Windows keeps for devices, with any ending. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?=\.|$)/i;
/** Bytes of a name, with room for a suffix; 255 is the limit of most file systems. */
const LONGEST = 200;
/** Bytes of what stands for a token: a long target shall not push the number out of the name. */
const LONGEST_TOKEN = 60;

function shortened(text: string, bytes: number): string {
  let short = text;
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join('');
  return short;
}

function safeSegment(name: string): string {
  const trimmed = name.replace(/^[ .]+|[ .]+$/g, '').replace(RESERVED, '$1_');
  const ending = /\.fits?$/i.exec(trimmed)?.[0] ?? '';
  return shortened(trimmed.slice(0, trimmed.length - ending.length), LONGEST) + ending;
}

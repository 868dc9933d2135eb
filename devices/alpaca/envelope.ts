import { constants } from 'node:buffer';
import type { WireType } from '../roles/member.js';
import { alpacaError } from './alpaca-error.js';
import { DecodeError, decodeNumber, decodeValue } from './decode.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import type { HttpAnswer } from './http.js';
import { field, parseTolerantJson } from './tolerant-json.js';

/** Characters of an unexpected body that an error keeps. */
const KEPT = 65_536;

/**
 * Opens the answer to a call and gives its value, decoded; undefined for calls that give none.
 * @throws AlpacaError when the device refused; ProtocolError when the answer is not Alpaca
 */
export function openAnswer(place: CallPlace, answer: HttpAnswer, type: WireType<unknown> | undefined): unknown {
  const envelope = parseEnvelope(place, answer);
  if (type === undefined) return undefined;
  const raw = field(envelope, 'Value');
  try {
    return decodeValue(type, raw);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ProtocolError(place, `answered ${error.message}`, {
      status: answer.status,
      body: bodyText(answer),
      cause: error,
    });
  }
}

/** The JSON object of an answer that carries no error. */
export function parseEnvelope(place: CallPlace, answer: HttpAnswer): object {
  const good = answer.status >= 200 && answer.status < 300;
  if (answer.body.length > constants.MAX_STRING_LENGTH) {
    const length = `${String(answer.body.length)} bytes of JSON`;
    throw new ProtocolError(place, `answered ${length}, more than can be read as text`, { status: answer.status });
  }
  const body = bodyText(answer, good ? Number.POSITIVE_INFINITY : KEPT);
  let parsed: unknown;
  try {
    parsed = parseTolerantJson(body);
  } catch (error) {
    if (!good) throw wrongStatus(place, answer, body);
    throw new ProtocolError(place, `answered something that is not JSON: ${excerpt(body)}`, {
      status: answer.status,
      body: body.slice(0, KEPT),
      cause: error,
    });
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    throwIfError(place, parsed, answer, body);
    if (good) return parsed;
  }
  if (!good) throw wrongStatus(place, answer, body);
  throw new ProtocolError(place, `answered JSON that is not an object: ${excerpt(body)}`, {
    status: answer.status,
    body: body.slice(0, KEPT),
  });
}

function throwIfError(place: CallPlace, envelope: object, answer: HttpAnswer, body: string): void {
  const given = field(envelope, 'ErrorNumber') ?? 0;
  const said = field(envelope, 'ErrorMessage') ?? '';
  const message = typeof said === 'string' ? said : JSON.stringify(said);
  let number: number;
  try {
    number = decodeNumber(given);
  } catch (error) {
    throw new ProtocolError(place, `answered an ErrorNumber that is no number: ${excerpt(body)}`, {
      status: answer.status,
      body: body.slice(0, KEPT),
      cause: error,
    });
  }
  if (number !== 0) throw alpacaError(place, number, message);
}

export function bodyText(answer: HttpAnswer, limit = KEPT): string {
  return answer.body.toString('utf8', 0, Math.min(answer.body.length, limit));
}

const HINTS: Readonly<Record<number, string>> = {
  401: ' (the server asks for a user name and password)',
  403: ' (the server does not let this user in)',
};

function wrongStatus(place: CallPlace, answer: HttpAnswer, body: string): ProtocolError {
  const to = answer.location === undefined ? '' : ` to ${answer.location}`;
  const said = excerpt(body);
  return new ProtocolError(
    place,
    `answered HTTP ${String(answer.status)}${to}${HINTS[answer.status] ?? ''}${said === '' ? '' : `: ${said}`}`,
    { status: answer.status, body },
  );
}

/** One line of a body for a message; HTML without its tags, since servers answer errors in it. */
function excerpt(body: string): string {
  const text = body
    .slice(0, 4096)
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    // Binary answers, too, are shown in terminals, where control characters would act.
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/**
 * How one member of an ASCOM interface is described. The tables made of these, one a device type, are the only place
 * where members stand: the client's methods, the simulator's routes and the reference page come from them.
 * Source: the ASCOM Alpaca device API, version 1, at the interface versions of Platform 7.
 */

import type { Image } from './image.js';

/** A type on the wire. `T` is what it is in TypeScript; an enumeration also says which number stands for which name. */
export interface WireType<T> {
  readonly name: string;
  readonly codes?: Readonly<Record<string, number>>;
  /** Never set; carries `T` for inference. */
  readonly is?: T;
}

const type = <T>(name: string): WireType<T> => ({ name });

export const bool = type<boolean>('boolean');
export const int = type<number>('int32');
export const double = type<number>('double');
export const text = type<string>('string');
export const texts = type<readonly string[]>('string[]');
export const ints = type<readonly number[]>('int32[]');
/** UTC, in milliseconds since 1970 in TypeScript, ISO 8601 on the wire. */
export const utc = type<number>('datetime');
/** An image; `Camera.image` is the member to download it by. */
export const imageArray = type<Image>('image');

/** An enumeration: a union of names in TypeScript, a number on the wire. */
export interface Enumeration<C extends Readonly<Record<string, number>>> extends WireType<keyof C & string> {
  readonly codes: C;
}

export function enumeration<const C extends Readonly<Record<string, number>>>(name: string, codes: C): Enumeration<C> {
  return { name, codes };
}

export type TypeOf<W> = W extends WireType<infer T> ? T : never;

/** How long a call may take: `control` about 5 s, `long` about 100 s (a driver may do it synchronously), `image` by stall. */
export type Patience = 'control' | 'long' | 'image';

export interface MemberNotes {
  readonly doc: string;
  /** Of the value; parameters name theirs in `doc`. */
  readonly unit?: string;
  /** Exact name on the wire where it is not the key with a capital first letter. */
  readonly as?: string;
  /** The interface version that brought it; default 1. */
  readonly since?: number;
  /** A driver may answer NotImplemented (0x400). */
  readonly optional?: boolean;
  /** Part of DeviceState. */
  readonly state?: boolean;
  readonly patience?: Patience;
  /**
   * Abort, halt, closing and safety: goes at once, ahead of everything that waits for the device, on sockets of its
   * own. A write also drops the writes that wait.
   */
  readonly urgent?: boolean;
}

export type Params = Readonly<Record<string, WireType<unknown>>>;

/** A property that is read. */
export interface Get<T, P extends Params = Params> extends MemberNotes {
  readonly verb: 'get';
  readonly value: WireType<T>;
  readonly params: P;
}
/** A property that is read and written; the client writes it with `setX`. */
export interface GetPut<T> extends MemberNotes {
  readonly verb: 'get-put';
  readonly value: WireType<T>;
}
/** A method that is done when it returns. */
export interface Put<T, P extends Params = Params> extends MemberNotes {
  readonly verb: 'put';
  readonly value: WireType<T> | undefined;
  readonly params: P;
}
/** A method that only starts something; `until` is the property that tells when it is over. The client calls it `startX`. */
export interface Start<P extends Params = Params> extends MemberNotes {
  readonly verb: 'start';
  readonly params: P;
  readonly until: string;
}
export type Member = Get<unknown> | GetPut<unknown> | Put<unknown> | Start;
export type MemberTable = Readonly<Record<string, Member>>;

type NoParams = Record<never, never>;

export const get = <T, const P extends Params = NoParams>(
  value: WireType<T>,
  notes: MemberNotes & { readonly params?: P },
): Get<T, P> => ({ verb: 'get', value, ...notes, params: notes.params ?? ({} as P) });

export const getPut = <T>(value: WireType<T>, notes: MemberNotes): GetPut<T> => ({ verb: 'get-put', value, ...notes });

export const put = <const P extends Params = NoParams>(notes: MemberNotes & { readonly params?: P }): Put<void, P> => ({
  verb: 'put',
  value: undefined,
  ...notes,
  params: notes.params ?? ({} as P),
});

export const putGiving = <T, const P extends Params = NoParams>(
  value: WireType<T>,
  notes: MemberNotes & { readonly params?: P },
): Put<T, P> => ({ verb: 'put', value, ...notes, params: notes.params ?? ({} as P) });

export const start = <const P extends Params = NoParams>(
  until: string,
  notes: MemberNotes & { readonly params?: P },
): Start<P> => ({ verb: 'start', until, ...notes, params: notes.params ?? ({} as P) });

/** The exact name of a member on the wire, as DeviceState and a property's own PUT parameter spell it. */
export function wireName(key: string, member: { readonly as?: string }): string {
  return member.as ?? key.charAt(0).toUpperCase() + key.slice(1);
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Overrides the deadline of the member's class, in ms. */
  readonly deadline?: number;
}

/** For a call that waits until what it started has ended. */
export interface OperationOptions extends CallOptions {
  /** About how long it will take, in ms, when known: the first look at completion waits for most of it. */
  readonly expected?: number;
  /** Called as it goes on, with 0..1 where the device tells. */
  readonly onProgress?: (fraction: number) => void;
}

type ParamsOf<P extends Params> = { readonly [K in keyof P]: TypeOf<P[K]> };
type Call<P extends Params, T> = keyof P extends never
  ? (options?: CallOptions) => Promise<T>
  : (params: ParamsOf<P>, options?: CallOptions) => Promise<T>;

/** The methods that a table of members gives. */
export type MembersOf<T extends MemberTable> = {
  readonly [K in keyof T as T[K] extends Start ? never : K]: T[K] extends Get<infer V, infer P>
    ? Call<P, V>
    : T[K] extends GetPut<infer V>
      ? (options?: CallOptions) => Promise<V>
      : T[K] extends Put<infer V, infer P>
        ? Call<P, V>
        : never;
} & {
  readonly [K in keyof T & string as T[K] extends GetPut<unknown> ? `set${Capitalize<K>}` : never]: T[K] extends GetPut<
    infer V
  >
    ? (value: V, options?: CallOptions) => Promise<void>
    : never;
} & {
  readonly [K in keyof T & string as T[K] extends Start ? `start${Capitalize<K>}` : never]: T[K] extends Start<infer P>
    ? Call<P, void>
    : never;
};

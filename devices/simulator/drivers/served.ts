import type { Get, GetPut, MemberTable, Params, Put, Start, TypeOf } from '../../roles/member.js';

type Arguments<P extends Params> = { readonly [K in keyof P]: TypeOf<P[K]> };

/** What a driver has to be to serve a table of members: a method for each, and `setX` where a property is written. */
export type Served<T extends MemberTable> = {
  [K in keyof T]: T[K] extends Get<infer V, infer P>
    ? (args: Arguments<P>) => V
    : T[K] extends GetPut<infer V>
      ? () => V
      : T[K] extends Put<infer V, infer P>
        ? (args: Arguments<P>) => V | Promise<V>
        : T[K] extends Start<infer P>
          ? (args: Arguments<P>) => void | Promise<void>
          : never;
} & {
  [K in keyof T & string as T[K] extends GetPut<unknown> ? `set${Capitalize<K>}` : never]: T[K] extends GetPut<infer V>
    ? (value: V) => void | Promise<void>
    : never;
};

/** The driver's method that writes a property. */
export function setterOf(key: string): string {
  return `set${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/** A file that is not what it set out to be, from a line and column on, both from 1. */
export class MalformedFile extends Error {
  override readonly name = 'MalformedFile';

  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

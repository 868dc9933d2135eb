interface Element {
  readonly name: string;
  readonly size: number;
  readonly write: (bytes: Buffer, value: number, at: number) => void;
}

/** The element types of ImageBytes, by their numbers in the ASCOM Alpaca API reference. */
export const ALPACA_ELEMENT_CODES: Readonly<Record<number, Element>> = {
  1: { name: 'int16', size: 2, write: (bytes, value, at) => bytes.writeInt16LE(value, at) },
  2: { name: 'int32', size: 4, write: (bytes, value, at) => bytes.writeInt32LE(value, at) },
  3: { name: 'float64', size: 8, write: (bytes, value, at) => bytes.writeDoubleLE(value, at) },
  4: { name: 'float32', size: 4, write: (bytes, value, at) => bytes.writeFloatLE(value, at) },
  5: { name: 'uint64', size: 8, write: (bytes, value, at) => bytes.writeBigUInt64LE(BigInt(value), at) },
  6: { name: 'uint8', size: 1, write: (bytes, value, at) => bytes.writeUInt8(value, at) },
  7: { name: 'int64', size: 8, write: (bytes, value, at) => bytes.writeBigInt64LE(BigInt(value), at) },
  8: { name: 'uint16', size: 2, write: (bytes, value, at) => bytes.writeUInt16LE(value, at) },
  9: { name: 'uint32', size: 4, write: (bytes, value, at) => bytes.writeUInt32LE(value, at) },
};

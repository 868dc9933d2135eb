import { describe, expect, it } from 'vitest';
import { type ImageShape, InvalidOperationError, ProtocolError } from '../../devices/index.js';
import { ALPACA_ELEMENT_CODES } from './element-codes.js';
import { type FakeReply, failure, reply } from './fake-alpaca.js';
import { errorFrame, frame, type FrameOptions, pixelsOf } from './image-frames.js';
import { rig } from './rig.js';

const binary = (bytes: Buffer): FakeReply => reply(bytes, 200, { 'content-type': 'application/imagebytes; v=1' });
const download = (answer: FakeReply) => {
  const { fake, client, run } = rig();
  fake.on('GET camera/0/imagearray', () => answer);
  return run(client.camera(0).image());
};
const refused = (answer: FakeReply): Promise<Error> =>
  download(answer).then(
    () => {
      throw new Error('This should have failed.');
    },
    (error: unknown) => error as Error,
  );

describe('an image in ImageBytes', () => {
  it.each(Object.entries(ALPACA_ELEMENT_CODES))('of element type %s gives its pixels', async (code, { name }) => {
    const values = [1, 2, 3, 4, 5, 127];
    const options: FrameOptions = { dims: [3, 2], transmitted: Number(code), logical: 2 };
    const image = await download(binary(frame(pixelsOf(Number(code), values), options)));
    expect(image).toMatchObject({ width: 3, height: 2, planes: 1, elementType: name, logicalType: 'int32' });
    expect(Array.from(image.data, Number)).toEqual(values);
    // y runs fastest.
    expect([image.at(0, 1), image.at(1, 0), image.at(2, 1)]).toEqual([2, 3, 127]);
  });

  it('of rank 3 has its colours interleaved', async () => {
    const values = Array.from({ length: 2 * 3 * 3 }, (_, i) => i);
    const image = await download(binary(frame(pixelsOf(8, values), { dims: [2, 3, 3], transmitted: 8 })));
    expect(image).toMatchObject({ width: 2, height: 3, planes: 3 });
    expect([image.at(0, 0, 2), image.at(0, 1, 0), image.at(1, 0, 0)]).toEqual([2, 3, 9]);
    expect(() => image.at(0, 3)).toThrow(/outside the image of 2 x 3 x 3/);
  });

  it.each([44, 45, 64, 1024])('may begin at byte %i', async (dataStart) => {
    const image = await download(binary(frame(pixelsOf(2, [70_000, -1]), { dims: [1, 2], transmitted: 2, dataStart })));
    expect(Array.from(image.data, Number)).toEqual([70_000, -1]);
  });

  it('may be followed by bytes that do not belong to it', async () => {
    const bytes = Buffer.concat([frame(pixelsOf(6, [9]), { dims: [1, 1], transmitted: 6 }), Buffer.alloc(100)]);
    expect((await download(binary(bytes))).data).toEqual(new Uint8Array([9]));
  });

  it('that carries an error throws it', async () => {
    const error = await refused(binary(errorFrame(0x40b, 'No image is there', 48)));
    expect(error).toBeInstanceOf(InvalidOperationError);
    expect(error.message).toContain('No image is there');
  });

  it('that carries an error and says nothing of where its data start throws the error', async () => {
    const bytes = errorFrame(0x40b, 'No image is there', 44);
    bytes.writeInt32LE(0, 16);
    expect((await refused(binary(bytes))).message).toContain('No image is there (0x40B');
  });

  it.each<[string, Buffer, RegExp]>([
    ['short', frame(pixelsOf(8, [1, 2, 3]), { dims: [2, 2], transmitted: 8 }), /short: 6 of 8 bytes/],
    ['cut in its header', Buffer.alloc(20), /20 bytes, less than its header/],
    ['of an unknown version', frame(pixelsOf(8, [1]), { dims: [1, 1], transmitted: 8, version: 2 }), /version 2/],
    ['of an unknown type', frame(pixelsOf(8, [1]), { dims: [1, 1], transmitted: 17 }), /sent as 17/],
    ['of rank 1', frame(pixelsOf(8, [1]), { dims: [1], transmitted: 8 }), /rank 1/],
    ['of no extent', frame(pixelsOf(8, [1]), { dims: [0, 1], transmitted: 8 }), /0 x 1 x 1 pixels/],
    ['of impossible size', frame(Buffer.alloc(8), { dims: [60_000, 60_000], transmitted: 2 }), /more than the limit/],
  ])('that is %s is refused in words', async (_, bytes, words) => {
    const error = await refused(binary(bytes));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toMatch(words);
  });

  it('keeps the size that it has, whatever region was asked for', async () => {
    const { fake, client, run } = rig();
    fake
      .on('PUT camera/0/numx', null)
      .on('GET camera/0/imagearray', () => binary(frame(pixelsOf(8, [1, 2]), { dims: [2, 1], transmitted: 8 })));
    await run(client.camera(0).setNumX(100));
    expect(await run(client.camera(0).image())).toMatchObject({ width: 2, height: 1 });
  });

  it('can be taken piece by piece', async () => {
    const { fake, client, run } = rig();
    fake.on('GET camera/0/imagearray', () => binary(frame(pixelsOf(8, [1, 2]), { dims: [2, 1], transmitted: 8 })));
    const taken: (ImageShape | Buffer)[] = [];
    await run(
      client.camera(0).streamImage({
        begin: (shape) => taken.push(shape),
        bytes: async (chunk) => {
          await Promise.resolve();
          taken.push(Buffer.from(chunk));
        },
      }),
    );
    expect(taken[0]).toMatchObject({ width: 2, height: 1, elementType: 'uint16' });
    expect(Buffer.concat(taken.slice(1) as Buffer[])).toEqual(pixelsOf(8, [1, 2]));
  });

  it('passes on what its receiver throws, as it is', async () => {
    const { fake, client, fails } = rig();
    fake.on('GET camera/0/imagearray', () => binary(frame(pixelsOf(8, [1]), { dims: [1, 1], transmitted: 8 })));
    const full = new Error('disk full');
    const receiver = { begin: () => undefined, bytes: () => Promise.reject(full) };
    expect(await fails(client.camera(0).streamImage(receiver))).toBe(full);
    expect(fake.requests).toHaveLength(1);
  });
});

describe('an image in JSON', () => {
  const json = (value: unknown, more: object = {}): FakeReply =>
    reply(JSON.stringify({ ErrorNumber: 0, Value: value, Rank: 2, Type: 2, ...more }));

  it('gives int32 pixels', async () => {
    const image = await download(
      json([
        [1, 2],
        [3, 4],
        [5, 65_536],
      ]),
    );
    expect(image).toMatchObject({ width: 3, height: 2, planes: 1, elementType: 'int32' });
    expect(image.data).toEqual(new Int32Array([1, 2, 3, 4, 5, 65_536]));
  });

  it('gives three planes', async () => {
    const image = await download(json([[[1, 2, 3]], [[4, 5, 6]]], { Rank: 3 }));
    expect(image).toMatchObject({ width: 2, height: 1, planes: 3 });
    expect(image.at(1, 0, 2)).toBe(6);
  });

  it('gives floats where the server says so', async () => {
    const image = await download(json([[1.5], [2]], { Type: 3 }));
    expect(image.data).toEqual(new Float64Array([1.5, 2]));
  });

  it('that is an error throws it', async () => {
    expect(await refused(failure(0x40b, 'not ready'))).toBeInstanceOf(InvalidOperationError);
  });

  it.each<[string, unknown, RegExp]>([
    ['ragged', [[1, 2], [3]], /column 1 differs in height/],
    ['empty', [], /without pixels/],
    ['flat', [1, 2], /not a list of columns/],
    ['of words', [['one']], /"one" where a number was expected/],
  ])('that is %s is refused in words', async (_, value, words) => {
    const error = await refused(json(value));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toMatch(words);
  });
});

describe('base64handoff', () => {
  it('fetches the pixels by the second call', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET camera/0/imagearray', ({ headers }) => {
        expect(headers.base64handoff).toBe('true');
        expect(headers.accept).toBe('application/imagebytes, application/json');
        return reply(
          '{"Type":2,"Rank":2,"Dimension0Length":2,"Dimension1Length":1,"Dimension2Length":0,"ErrorNumber":0}',
        );
      })
      .on('GET camera/0/imagearraybase64', () => reply(pixelsOf(2, [7, -8]).toString('base64')));
    const image = await run(client.camera(0).image());
    expect(image).toMatchObject({ width: 2, height: 1, planes: 1 });
    expect(image.data).toEqual(new Int32Array([7, -8]));
  });

  it('that is short is refused', async () => {
    const { fake, client, fails } = rig();
    fake
      .on('GET camera/0/imagearray', () => reply('{"Rank":2,"Dimension0Length":2,"Dimension1Length":2}'))
      .on('GET camera/0/imagearraybase64', () => reply(pixelsOf(2, [7]).toString('base64')));
    expect((await fails(client.camera(0).image())).message).toContain('handed off 4 of 16 bytes');
  });
});

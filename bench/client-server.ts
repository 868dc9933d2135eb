/** The server of the client's benchmark, in a process of its own: the leanest answers that Alpaca allows. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** 26 megapixels, as a full-frame camera has. */
const [WIDTH, HEIGHT] = [6248, 4176];
const header = Buffer.alloc(44);
[1, 0, 1, 1, 44, 2, 8, 2, WIDTH, HEIGHT, 0].forEach((word, i) => header.writeInt32LE(word, i * 4));
const image = Buffer.concat([header, Buffer.alloc(WIDTH * HEIGHT * 2, 7)]);
const truth = '{"Value":true,"ClientTransactionID":1,"ServerTransactionID":1,"ErrorNumber":0,"ErrorMessage":""}';

const server = createServer((request, response) => {
  request.resume();
  if (request.url?.includes('imagearray')) {
    response.writeHead(200, { 'content-type': 'application/imagebytes', 'content-length': image.length }).end(image);
  } else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': truth.length }).end(truth);
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});

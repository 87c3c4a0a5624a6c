/**
 * A function's first breath: import of its bundle and first call, in a fresh process. Requests to the table are answered
 * from a recording before they reach the network: neither sockets nor TLS are measured, nor the loading of Node.js's
 * own HTTP modules, which every bundle needs. It is JavaScript, since Node.js would compile in the background for
 * a while what it strips types with.
 *
 * Gets `{bundle, isStreaming, event, recording}` as a message, where `recording` has bodies by `<operation> <request>`;
 * answers with `{cpuMs, wallMs, importCpuMs, output}`.
 */
import { once } from 'node:events';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [{ bundle, isStreaming, event, recording }] = await once(process, 'message');

const answerFromRecording = ({ headers }, onResponse) => {
  let body = '';
  const request = new Writable({
    write: (chunk, _encoding, done) => {
      body += chunk;
      done();
    },
    final: (done) => {
      const key = `${headers['x-amz-target'].split('.')[1]} ${body}`;
      if (!(key in recording)) throw new Error(`nothing is recorded for ${key}`);
      const response = Readable.from([Buffer.from(recording[key])]);
      const head = { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' } };
      onResponse(Object.assign(response, head));
      done();
    },
  });
  return Object.assign(request, { setTimeout: () => request });
};
Object.assign(https, { request: answerFromRecording });
syncBuiltinESMExports();

globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: { from: (stream) => stream },
};
const context = { getRemainingTimeInMillis: () => 30_000, awsRequestId: 'cold', functionName: 'cold' };

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const cpuBefore = cpuMs();
const startedAt = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const importCpuMs = cpuMs() - cpuBefore;
let output = '';
if (isStreaming) {
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      output += chunk;
      done();
    },
  });
  await handler(event, stream, context);
} else {
  output = JSON.stringify(await handler(event, context));
}
const figures = { cpuMs: cpuMs() - cpuBefore, wallMs: performance.now() - startedAt, importCpuMs, output };
process.send(figures, () => process.exit());

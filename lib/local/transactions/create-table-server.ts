import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import dynalite from 'dynalite';
import db, { type Store } from 'dynalite/db/index.js';
import { parseDynaliteError } from './dynalite-error.ts';
import { parseTransaction } from './parse-transaction.ts';
import { rememberTransactions } from './remember-transactions.ts';
import { transact } from './transact.ts';

const TRANSACTION = 'DynamoDB_20120810.TransactWriteItems';

/**
 * dynalite with TransactWriteItems.
 * @param path the directory of its files; in memory when absent
 */
export const createTableServer = (path?: string): Server => {
  const { server, store } = createDynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  const makeTransaction = rememberTransactions((request) => transact(store, request));
  const [answerOthers] = server.listeners('request');
  if (answerOthers === undefined) throw new Error('dynalite does not listen to requests as it did');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['x-amz-target'] !== TRANSACTION) return answerOthers(request, response);
    return answer(request, response, makeTransaction);
  });
  return server;
};

/** dynalite makes its store itself, by this function, and keeps it to itself. */
const createDynalite = (options: Parameters<typeof dynalite>[0]): { server: Server; store: Store } => {
  const { create } = db;
  let store: Store | undefined;
  db.create = (given) => {
    store = create(given);
    return store;
  };
  const server = dynalite(options);
  db.create = create;
  if (store === undefined) throw new Error('dynalite does not make its store as it did');
  return { server, store };
};

/** A defect ends the process, as it does in dynalite's own operations. */
const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  makeTransaction: ReturnType<typeof rememberTransactions>,
): Promise<void> => {
  const send = (statusCode: number, body: object) =>
    response
      .writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() })
      .end(JSON.stringify(body));
  const body = await text(request)
    .then(JSON.parse)
    .catch(() => undefined);
  if (body === undefined) return void send(400, { __type: 'com.amazon.coral.service#SerializationException' });
  try {
    send(200, await makeTransaction(parseTransaction(body)));
  } catch (error) {
    const { statusCode, body } = parseDynaliteError(error);
    send(statusCode, body);
  }
};

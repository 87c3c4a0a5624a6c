import { API_KEY_HEADER, JWT_HEADER } from '../contract/headers.ts';
import { PATH } from '../contract/route.ts';
import type { RequestRecord } from './gateway.ts';
import type { Credential } from './load-sample-data.ts';
import type { LocalStack } from './stack.ts';

/** Below the stage. */
export const OPERATION = `/${PATH.join('/')}`;

/** What is up, and commands that work as they are. */
export const renderScreen = (stack: LocalStack): string => {
  const { url, dynamodb, tableName, issuer, credentials } = stack;
  return [
    '',
    `  Open    ${new URL('/', url).href} in a browser: who sees what, and a console to try it`,
    `  API     ${url}${OPERATION}`,
    `  Table   ${tableName} at ${dynamodb}`,
    `  Issuer  ${issuer.url}, keys at ${issuer.jwks}`,
    '',
    ...renderCurls(url, credentials),
    'Requests, as they are answered (Ctrl-C ends it all):',
  ].join('\n');
};

/** A command a credential, each below a comment that says whose it is. */
export const renderCurls = (url: string, credentials: readonly Credential[]): string[] =>
  credentials.flatMap((credential) => [`# ${describe(credential)}`, renderCurl(url, credential), '']);

const describe = ({ kind, as }: Credential) => (kind === 'key' ? `an API key: ${as}` : `a JWT: ${as}`);

const renderCurl = (url: string, { kind, value }: Credential) =>
  `curl -s ${url}${OPERATION} -H '${kind === 'key' ? API_KEY_HEADER : JWT_HEADER}: ${value}'`;

/** Whether a line of a function's is worth a place among the requests: warnings, errors, and what is no log at all. */
export const isRemarkable = (line: string): boolean => !/^\[\w+\] \{"(level":"(INFO|DEBUG)|_aws)"/.test(line);

/** A line per request, without anything that a client could have put a credential into. */
export const renderRequest = (record: RequestRecord): string => {
  const { time, method, status, milliseconds, bytes, isWhole, principal, fault } = record;
  return [
    time.toTimeString().slice(0, 8),
    method.padEnd(7),
    renderUrl(record.url),
    status ?? '---',
    `${Math.round(milliseconds)} ms`,
    renderSize(bytes),
    principal ?? '',
    fault ? renderFault(fault) : '',
    isWhole ? '' : `broken off${fault ? '' : ' by the client'}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const renderFault = ({ type, cause }: { type: string; cause?: unknown }) =>
  cause instanceof Error ? `${type} (${cause.message.split('\n')[0]})` : type;

/** Only of parameters that the service knows are the values shown; what looks like a credential in a path is not. */
const renderUrl = (url: string) => {
  const [path = '', query] = url.split(/\?(.*)/s);
  const shown = path.replaceAll(/(ei_|eyJ)[^/]*/g, '$1…').slice(0, 80);
  if (query === undefined) return shown;
  return `${shown}?${/^projects=(true|false)$/.test(query) ? query : '…'}`;
};

const renderSize = (bytes: number) => {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};

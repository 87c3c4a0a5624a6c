import { styleText } from 'node:util';
import { API_KEY_HEADER, JWT_HEADER } from '../contract/headers.ts';
import { PATH } from '../contract/route.ts';
import type { Credential } from './load-sample-data.ts';
import { TOKEN_PATH } from './pages.ts';
import type { LocalStack } from './stack.ts';

/** Below the stage. */
export const OPERATION = `/${PATH.join('/')}`;

/** On standard output, where that is a terminal and nothing asks for no colour. */
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  styleText(format, text, { stream: process.stdout });

const comment = (text: string) => paint('dim', `# ${text}`);

/**
 * What is up, and commands that work as they are; the page's address last and alone.
 * @param all a command for each sample credential, instead of three to begin with
 */
export const renderScreen = (stack: LocalStack, all: boolean): string => {
  const { url, dynamodb, tableName, issuer, credentials } = stack;
  return [
    '',
    `${paint('bold', 'API')}     ${url}${OPERATION}`,
    `${paint('bold', 'Table')}   ${tableName} at ${dynamodb}`,
    `${paint('bold', 'Issuer')}  ${issuer.url}`,
    `${paint('bold', 'Keys')}    ${issuer.jwks}`,
    '',
    ...(all ? renderCurls(url, credentials) : renderFirstCurls(url, credentials)),
    'Ctrl-C ends it. Each request is shown below. To see who sees what, open',
    '',
    `  ${paint(['bold', 'cyan'], new URL('/', url).href)}`,
    '',
  ].join('\n');
};

/** Goes on below, so that no line is wider than 80 columns, where a terminal would break it within a word. */
const NEXT_LINE = ' \\\n  ';

const renderFirstCurls = (url: string, credentials: readonly Credential[]) => {
  const key = credentials.find(({ kind }) => kind === 'key')?.value ?? '';
  const token = new URL(`${TOKEN_PATH}admin`, url).href;
  return [
    comment("an API key's organization"),
    `curl -s '${url}${OPERATION}?projects=false'${NEXT_LINE}-H '${API_KEY_HEADER}: ${key}'`,
    comment("a user's organizations, by a JWT"),
    `curl -s '${url}${OPERATION}?projects=false'${NEXT_LINE}-H "${JWT_HEADER}: $(curl -s ${token})"`,
    comment('with all projects, a megabyte, into a file'),
    `curl -so organizations.json ${url}${OPERATION}${NEXT_LINE}-H '${API_KEY_HEADER}: ${key}'`,
    comment(`all ${credentials.length} sample credentials: restart with npm start -- --commands`),
    '',
  ];
};

/** A command a credential, each below a comment that says whose it is. */
export const renderCurls = (url: string, credentials: readonly Credential[]): string[] =>
  credentials.flatMap((credential) => [comment(describe(credential)), renderCurl(url, credential), '']);

const describe = ({ kind, as }: Credential) => (kind === 'key' ? `an API key: ${as}` : `a JWT: ${as}`);

const renderCurl = (url: string, { kind, value }: Credential) =>
  `curl -s '${url}${OPERATION}?projects=false' -H '${kind === 'key' ? API_KEY_HEADER : JWT_HEADER}: ${value}'`;

import { API_KEY_HEADER, JWT_HEADER } from '../../contract/headers.ts';
import type { Organization } from '../../contract/model.ts';
import { PATH, STAGE } from '../../contract/route.ts';

/** As `/stack.json` lists them. */
export type Credential = {
  readonly kind: 'key' | 'jwt';
  readonly as: string;
  readonly value: string;
};

/** The sample credentials as they are now: a stack that was started anew has new tokens. Users come first, they see most. */
export const loadCredentials = async (): Promise<readonly Credential[]> => {
  const { credentials }: { credentials: readonly Credential[] } = await (await fetch('/stack.json')).json();
  const ofKind = (wanted: Credential['kind']) => credentials.filter(({ kind }) => kind === wanted);
  return [...ofKind('jwt'), ...ofKind('key')];
};

/** What the API said to one caller. */
export type Answer = {
  readonly status: number;
  /** All of the body, as it came. */
  readonly text: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Until its headers were there. */
  readonly firstByteMs: number;
  /** Until its last byte. */
  readonly milliseconds: number;
  /** Of the body, as it went over the wire. */
  /** As compressed; undefined where the browser does not say. */
  readonly wireBytes: number | undefined;
  /** What had been sent before a failure, where there was one. */
  readonly organizations: readonly Organization[];
  /** Undefined when the answer is a success. */
  readonly error: string | undefined;
};

export type Question = {
  /** Undefined for a caller who brings none. */
  readonly credential: Credential | undefined;
  readonly withProjects: boolean;
};

const urlOf = ({ withProjects }: Question) =>
  new URL(`/${STAGE}/${PATH.join('/')}${withProjects ? '' : '?projects=false'}`, location.href).href;

/** A credential that somebody typed in. What does not begin as a key is meant as a token, even if it is none. */
export const toCredential = (value: string): Credential => ({
  kind: value.startsWith('ei_') ? 'key' : 'jwt',
  as: 'your own',
  value,
});

export const headersOf = ({ credential }: Question): Record<string, string> =>
  credential ? { [credential.kind === 'key' ? API_KEY_HEADER : JWT_HEADER]: credential.value } : {};

/**
 * Sends a request as every other client does.
 * @throws TypeError when nothing answers
 * @throws RangeError when the credential holds what no header can
 */
export const ask = async (question: Question): Promise<Answer> => {
  if (/[^\x20-\x7e]/.test(question.credential?.value ?? '')) {
    throw new RangeError('A credential is made of letters, digits and punctuation of ASCII.');
  }
  const started = performance.now();
  performance.clearResourceTimings();
  const response = await fetch(urlOf(question), { headers: headersOf(question), credentials: 'omit' });
  const firstByteMs = performance.now() - started;
  const text = await response.text();
  const milliseconds = performance.now() - started;
  const body: { success?: boolean; organizations?: Organization[]; error?: string } = JSON.parse(text);
  return {
    status: response.status,
    text,
    headers: [...response.headers],
    firstByteMs,
    milliseconds,
    wireBytes: wireBytesOf(response.url),
    organizations: body.organizations ?? [],
    error: body.success === true ? undefined : (body.error ?? 'The answer ended early.'),
  };
};

/** The newest request to that URL, as the browser has taken note of it; undefined where it has not yet, or not at all. */
const wireBytesOf = (url: string): number | undefined => {
  const entry = performance.getEntriesByName(url, 'resource').at(-1);
  return entry instanceof PerformanceResourceTiming && entry.encodedBodySize > 0 ? entry.encodedBodySize : undefined;
};

/** For a shell. */
const toCurl = (question: Question): string => {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const headers = Object.entries(headersOf(question)).map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  return `curl -s ${quote(urlOf(question))}${headers.join('')}`;
};

const toFetch = (question: Question): string =>
  `await (await fetch(${JSON.stringify(urlOf(question))}, ${JSON.stringify({ headers: headersOf(question) })})).json()`;

/** https://www.npmjs.com/package/edge-impulse-api: it has no parameter for leaving projects out. */
const toOfficialClient = ({ credential }: Question): string => {
  const { kind = 'key', value = '' } = credential ?? {};
  const authentication = kind === 'key' ? { method: 'apiKey', apiKey: value } : { method: 'jwtToken', jwtToken: value };
  return [
    `const api = new EdgeImpulseApi({ endpoint: ${JSON.stringify(location.origin)} });`,
    `await api.authenticate(${JSON.stringify(authentication)});`,
    'await api.organizations.listOrganizations();',
  ].join(' ');
};

/** The same question, for other places than this page. */
export const REQUEST_FORMS = { curl: toCurl, fetch: toFetch, client: toOfficialClient } as const;

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
  /** Until its last byte. */
  readonly milliseconds: number;
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

const headersOf = ({ credential }: Question): Record<string, string> =>
  credential ? { [credential.kind === 'key' ? API_KEY_HEADER : JWT_HEADER]: credential.value } : {};

/**
 * Asks as any client would.
 * @throws TypeError when nothing answers
 * @throws RangeError when the credential holds what no header can
 */
export const ask = async (question: Question): Promise<Answer> => {
  if (/[^\x20-\x7e]/.test(question.credential?.value ?? '')) {
    throw new RangeError('A credential is made of letters, digits and punctuation of ASCII.');
  }
  const started = performance.now();
  const response = await fetch(urlOf(question), { headers: headersOf(question), credentials: 'omit' });
  const text = await response.text();
  const body: { success?: boolean; organizations?: Organization[]; error?: string } = JSON.parse(text);
  return {
    status: response.status,
    text,
    milliseconds: performance.now() - started,
    organizations: body.organizations ?? [],
    error: body.success === true ? undefined : (body.error ?? 'The answer does not say that it is whole.'),
  };
};

/** The same question for a terminal. */
export const toCurl = (question: Question): string => {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const headers = Object.entries(headersOf(question)).map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  return `curl -s ${quote(urlOf(question))}${headers.join('')}`;
};

/**
 * Takes sam's place where there is none: tells what it was given as one line of JSON, and what it reaches at the addresses meant
 * for containers. As `start-api` it then goes on until SIGINT.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';

const file = { type: 'string' } as const;
const options = {
  template: file,
  'env-vars': file,
  event: file,
  'add-host': file,
  port: file,
  'warm-containers': file,
};
const { positionals, values } = parseArgs({ options, strict: false, allowPositionals: true });
const readJson = async (name: unknown) => JSON.parse(await readFile(z.parse(z.string(), name), 'utf8'));

/** One that only those reach who listen on all interfaces. */
const OUTSIDE =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';

/** Asks as a container does: from outside, by the name that it knows. */
const reach = async (url: string) => {
  const { host, pathname, port } = new URL(url);
  const [response] = await once(get({ host: OUTSIDE, port, path: pathname, headers: { host } }), 'response');
  response.resume();
  return response.statusCode;
};

const functionSchema = z.object({ Properties: z.object({ Environment: z.object({ Variables: z.looseObject({}) }) }) });

const tell = async () => {
  const { Parameters: overrides } = await readJson(values['env-vars']);
  const { Resources: resources } = await readJson(values['template']);
  const authorizer = z.parse(
    functionSchema,
    Object.entries(resources).find(([id]) => /^AuthorizerFunction/.test(id))?.[1],
  );
  const { Variables: variables } = authorizer.Properties.Environment;
  const jwks = z.parse(z.string(), variables['JWKS_URI']);
  const told = {
    command: positionals,
    overrides,
    isDeclared: Object.keys(overrides).every((name) => name in variables),
    jwks,
    reached: [await reach(overrides.AWS_ENDPOINT_URL_DYNAMODB), await reach(jwks)],
    event: values['event'] === undefined ? undefined : await readJson(values['event']),
    credentials: [process.env['AWS_ACCESS_KEY_ID'], process.env['AWS_PROFILE'], process.env['AWS_SESSION_TOKEN']],
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
};

if (positionals[1] === 'start-api') {
  const running = setInterval(() => undefined, 60_000);
  process.on('SIGINT', () => {
    clearInterval(running);
    process.stdout.write('cleaned up\n');
  });
}
if (positionals[0] === 'local') await tell();

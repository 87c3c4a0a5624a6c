import * as z from 'zod/mini';
import { createIssuersSchema } from '../auth/issuer.ts';
import { DESCRIPTION_PATH } from '../local/describe-stack.ts';
import { LOOPBACK } from '../local/listen.ts';
import { CliError } from './cli-error.ts';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set([LOOPBACK, '[::1]', 'localhost']);

/** How long the local stack may take to describe itself, in milliseconds. */
const LOCAL_LIMIT_MS = 10_000;

/** A URL of this machine. Another program on the port must not be able to redirect the command elsewhere. */
const loopbackUrl = z.url().check(z.refine((url) => LOOPBACK_NAMES.has(new URL(url).hostname)));

const localStackSchema = z.object({
  url: loopbackUrl,
  dynamodb: loopbackUrl,
  table: z.string(),
  jwks: loopbackUrl,
  issuers: createIssuersSchema(),
});

/**
 * The local stack: the API's URL with its stage, DynamoDB's URL, the table's name, the URL of its own issuer's keys,
 * and all issuers.
 */
export type LocalStackDescription = z.infer<typeof localStackSchema>;

/** Asks the local stack on a port of this machine for its description. @throws CliError if there is none */
export const describeLocalStack = async (port: string): Promise<LocalStackDescription> => {
  const hint = 'Start one with `npm start`, name its --port, or a deployed table with --table or --stack.';
  const signal = AbortSignal.timeout(LOCAL_LIMIT_MS);
  const response = await fetch(`http://${LOOPBACK}:${port}${DESCRIPTION_PATH}`, { signal, redirect: 'error' }).catch(
    (error: unknown) => {
      throw new CliError(`No local stack runs on port ${port}. ${hint}`, { cause: error });
    },
  );
  const description = localStackSchema.safeParse(await response.json().catch(() => undefined));
  if (!description.success) throw new CliError(`The program on port ${port} is not a local stack. ${hint}`);
  return description.data;
};

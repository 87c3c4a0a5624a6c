import * as z from 'zod/mini';
import { SECURITY_HEADERS } from '../../contract/headers.ts';
import type { Answer } from './ask.ts';

/** An organization of an answer, as far as the checks look at it. */
const successSchema = z.object({
  success: z.literal(true),
  organizations: z.array(
    z.object({
      id: z.number(),
      users: z.array(z.object({ id: z.number(), role: z.string() })),
      projects: z.optional(z.array(z.object({ id: z.number() }))),
    }),
  ),
});
const failureSchema = z.object({ success: z.literal(false), error: z.string() });

/** The organizations of an answer, as far as the checks look at them. */
export type Organizations = z.infer<typeof successSchema>['organizations'];

/** An answer's status and the beginning of its body, for a fault. */
export const quote = ({ status, body }: Answer) => `${status} ${body.slice(0, 120)}`;

const findHeaderFault = ({ headers }: Answer) => {
  const [name] = Object.entries(SECURITY_HEADERS).find(([header, value]) => headers[header] !== value) ?? [];
  return name === undefined ? undefined : `has no correct ${name}`;
};

/**
 * Expects a whole list of organizations.
 * @param judge finds a fault of the organizations
 * @returns the first fault, or undefined
 */
export const expectList = async (
  answering: Promise<Answer>,
  judge: (organizations: Organizations) => string | undefined,
) => {
  const answer = await answering;
  if (answer.status !== 200) return quote(answer);
  if (!answer.body.endsWith('"success":true}')) return `does not end in "success":true}: …${answer.body.slice(-60)}`;
  const parsed = successSchema.safeParse(JSON.parse(answer.body));
  if (!parsed.success) return z.prettifyError(parsed.error);
  return findHeaderFault(answer) ?? judge(parsed.data.organizations);
};

/**
 * Expects an error in the contract's shape.
 * @param text must be in it
 * @returns the first fault, or undefined
 */
export const expectError = async (answering: Promise<Answer>, status: number, text: string) => {
  const answer = await answering;
  const parsed = answer.body.startsWith('{') ? failureSchema.safeParse(JSON.parse(answer.body)) : undefined;
  if (answer.status !== status || !parsed?.success || !parsed.data.error.includes(text)) return quote(answer);
  return findHeaderFault(answer);
};

import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { LocalStackError } from './local-stack-error.ts';

/** As `parseArgs` of Node.js. @throws LocalStackError with the usage for what is not understood */
export const parseArguments = <Config extends ParseArgsConfig>(config: Config, usage: string) => {
  try {
    return parseArgs(config);
  } catch (error) {
    if (error instanceof TypeError) throw new LocalStackError(`${error.message}\n\n${usage}`);
    throw error;
  }
};

/** What stands before and after the first `--` of the command line. */
export const splitArguments = () => {
  const [, , ...all] = process.argv;
  const end = all.indexOf('--');
  return end === -1 ? { own: all, others: [] } : { own: all.slice(0, end), others: all.slice(end + 1) };
};

const portSchema = z.pipe(
  z.string().check(z.regex(/^\d{1,5}$/)),
  z.pipe(
    z.transform((text: string) => Number(text)),
    z.number().check(z.lte(65_535)),
  ),
);

/** @throws LocalStackError for what is no port */
export const parsePort = (text: string): number => {
  const port = portSchema.safeParse(text);
  if (!port.success) throw new LocalStackError(`--port must be a number from 0 to 65535, not ${text}`);
  return port.data;
};

import { dirname, resolve } from 'node:path';

/** The npm script that runs the command line. */
const SCRIPT = 'organizations';

/**
 * A path of the command line, from the folder that the operator is in. npm runs its scripts in the package's folder and says
 * in `INIT_CWD` where it was called.
 * @see https://docs.npmjs.com/cli/v11/using-npm/scripts#best-practices
 */
export const resolveUserPath = (
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  directory: string = process.cwd(),
): string => {
  const { INIT_CWD: calledIn, npm_lifecycle_event: script, npm_package_json: packageJson } = environment;
  // Scripts that npm runs hand these variables on to everything they start, from wherever that is.
  const isRunByNpm = script === SCRIPT && packageJson !== undefined && dirname(packageJson) === directory;
  return resolve(isRunByNpm && calledIn !== undefined ? calledIn : directory, path);
};

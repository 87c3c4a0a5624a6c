/**
 * The arguments that Lambda starts Node.js with, as `/var/runtime/bootstrap` of its images computes them from the function's
 * memory: a tenth of it is the young generation, of which a semi-space is half. They win over the same in `NODE_OPTIONS`.
 * @param megabytes the function's memory
 */
export const lambdaArguments = (megabytes: number): string[] => {
  const youngGeneration = Math.floor(megabytes / 10);
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(youngGeneration / 2)}`,
    `--max-old-space-size=${megabytes - youngGeneration}`,
  ];
};

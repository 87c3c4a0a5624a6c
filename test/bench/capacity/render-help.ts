import { type createOptions, FLAGS } from './parse-options.ts';

/** @param options what the command accepts */
export const renderHelp = (options: ReturnType<typeof createOptions>): string => {
  const rows = Object.entries(options).map(([name, option]) => [
    `  --${name} N`,
    `${option.what} (${option.default ?? 'an even one'})`,
  ]);
  for (const [name, what] of Object.entries(FLAGS)) rows.push([`  --${name}`, what]);
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return [
    'npm run capacity -- [options]',
    '',
    'What a deployment reads and costs, and what throttles first. Options, with',
    'their defaults:',
    '',
    ...rows.map(([name = '', what = '']) => `${name.padEnd(width)}${what}`),
  ].join('\n');
};

import { describe, expect, test, vi } from 'vitest';
import { EXAMPLES } from '../../../lib/cli/examples.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { operate } from '../../support/operate.ts';

/** The words of a command line, as a shell splits them; what is redirected is left out. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/ [<>] .*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** The commands that are listed in a help text. */
const commandsIn = (help: string): string[] => {
  const [, list = ''] = help.split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
};

const findCommands = async (path: readonly string[] = []): Promise<string[]> => {
  const { stdout } = await operate([...path, '--help']);
  const names = commandsIn(stdout).filter((name) => name !== 'completion');
  const inner = await Promise.all(names.map((name) => findCommands([...path, name])));
  return names.length === 0 ? [['organizations', ...path].join(' ')] : inner.flat();
};

describe('help', () => {
  test('of every command begins with examples', async () => {
    const commands = await findCommands();
    expect(commands).toContain('organizations keys issue');
    for (const command of commands) {
      const { stdout } = await operate([...command.split(' ').slice(1), '--help']);
      expect(stdout, command).toMatch(/^Examples:\n {2}organizations /);
    }
  });

  test.each(Object.values(EXAMPLES).flat())('has an example that is understood: %s', async (line) => {
    const [, ...parameters] = wordsOf(line);
    const { status, stderr } = await operate([
      ...parameters,
      ...(line.includes('--stack') ? ['--region', 'x'] : line.includes('-files') ? [] : ['--port', '1']),
    ]);
    // It gets as far as to a table or a file that is not there.
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/No local stack|cannot be|Cannot/) });
  });

  test('fits 80 columns, but for commands that are longer', async () => {
    for (const command of await findCommands()) {
      const { stdout } = await operate([...command.split(' ').slice(1), '--help']);
      const prose = stdout.split('\n').filter((line) => !/^(Usage:| {2}organizations) /.test(line));
      for (const line of prose) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  test('of the program fits 80 columns with its examples, and describes each command alike', async () => {
    const { stdout } = await operate(['--help']);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/\n {2}completion <shell> +prints a script/);
  });

  test('names a default once, and none of a flag', async () => {
    const help = [await operate(['users', 'list', '--help']), await operate(['check', '--help'])]
      .map(({ stdout }) => stdout)
      .join('');
    expect(help).toMatch(/how many to show \(default: 100\)\n/);
    expect(help).toMatch(/ {2}--fix +mends index keys, but never those of trials\n/);
    expect(help).toContain('(default: 1000)');
  });
});

describe('completion', () => {
  const printed = async (...parameters: readonly string[]) => {
    const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
    try {
      expect((await operate(parameters)).status).toBe(0);
      return log.mock.calls.flat().join('\n');
    } finally {
      log.mockRestore();
    }
  };

  test.each(['bash', 'zsh', 'fish'])('has a script for %s that asks this program', async (shell) => {
    expect(await printed('completion', shell)).toContain('organizations complete');
  });

  test('knows commands and options', async () => {
    expect(await printed('complete', '--', 'k')).toContain('keys');
    expect(await printed('complete', '--', 'keys', '')).toMatch(/issue[\s\S]*list[\s\S]*rotate[\s\S]*revoke/);
    expect(await printed('complete', '--', 'keys', 'issue', '--')).toContain('--role');
    expect(await printed('complete', '--', 'check', '--st')).toContain('--stack');
    expect(await printed('complete', '--', 'users', 'erase', '12', '--')).toMatch(/--dry-run[\s\S]*--json[\s\S]*--yes/);
  });
});

test('--version prints the package version', async () => {
  expect(await operate(['--version'])).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

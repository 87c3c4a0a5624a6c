import { fileError } from './files/file-error.ts';
import { runCli } from './run-cli.ts';

const { stdin, stdout, stderr, env } = process;

// Under NODE_USE_ENV_PROXY, `fetch` would ask a proxy for what runs on this machine. It looks at this before each request
env['no_proxy'] = [env['no_proxy'] ?? env['NO_PROXY'] ?? [], 'localhost', '127.0.0.1', '[::1]'].flat().join();

stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` may close the pipe before the output ends
  if (error.code === 'EPIPE') process.exit();
  stderr.write(`${fileError('write', 'standard output', error).message}\n`);
  process.exit(1);
});

const terminal = {
  ...{ stdin, stdout, stderr, isInteractive: stdin.isTTY && stderr.isTTY },
  columns: stdout.isTTY ? stdout.columns : undefined,
};

process.exitCode = await runCli(process.argv.slice(2), terminal, Date.now, env);

import { runCli } from './run-cli.ts';

const { stdin, stdout, stderr } = process;

// whoever reads the output, such as `head`, may have enough of it before its end
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  isInteractive: stdin.isTTY && stderr.isTTY,
});

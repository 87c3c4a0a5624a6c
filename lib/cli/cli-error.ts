/** The command cannot be carried out. The message is a sentence for the operator; the exit status is 1. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
}

/** The command line is invalid, for example because options contradict each other; the exit status is 2. */
export class MisuseError extends CliError {
  override readonly name = 'MisuseError';
}

/**
 * The operator or the system interrupted the command. As in a shell, the exit status is 128 plus the signal's number.
 */
export class InterruptedError extends CliError {
  override readonly name = 'InterruptedError';
  readonly status: number;

  constructor(message: string, signal: number) {
    super(message);
    this.status = 128 + signal;
  }
}

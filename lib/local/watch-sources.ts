import { watch } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './synthesize.ts';

/** What the synthesized stack is made of. */
const SOURCES = ['cdk', 'functions', 'lib'];
/** The running process is made of these: a change needs a new start. */
const OWN = /^(local|cli)(\/|\\|$)/;
/** An editor that saves touches a file several times. */
const QUIET_MILLISECONDS = 100;

/** Calls back after sources were saved, once for what is saved together, and never while a call is running. */
export const watchSources = (onChange: () => Promise<void>, resources: AsyncDisposableStack): void => {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const changed = (file: string | null) => {
    if (file !== null && OWN.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(onChange);
    }, QUIET_MILLISECONDS);
  };
  for (const directory of SOURCES) {
    const watcher = watch(join(ROOT, directory), { recursive: true }, (_event, file) => changed(file));
    resources.defer(() => watcher.close());
  }
  resources.defer(() => clearTimeout(timer));
};

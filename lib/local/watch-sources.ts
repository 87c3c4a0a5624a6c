import { join, relative } from 'node:path';
import { watch } from 'chokidar';
import { ROOT } from './run-script.ts';

/** What the synthesized stack is made of. */
const SOURCES = ['cdk', 'functions', 'lib', 'cdk.json'];
/** The running process is made of these: a change needs a new start. */
const OWN = /^lib[/\\](local|cli)([/\\]|$)/;
/** An editor that saves touches a file several times, and `git checkout` touches many files. */
const QUIET_MILLISECONDS = 100;

/**
 * Calls back after sources were saved, once for what is saved together, and never while a call is running. Not by Node.js's
 * own `fs.watch`, which loses a file once it was replaced by a rename: https://github.com/nodejs/node/pull/52879
 */
export const watchSources = async (onChange: () => Promise<void>, resources: AsyncDisposableStack): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const watcher = watch(
    SOURCES.map((name) => join(ROOT, name)),
    { ignoreInitial: true, ignored: (path) => OWN.test(relative(ROOT, path)) },
  );
  resources.defer(() => watcher.close());
  resources.defer(() => clearTimeout(timer));
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(onChange);
    }, QUIET_MILLISECONDS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
};

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runApp } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

/** W3005: CDK names a function's role among what it depends on, although the function refers to it. */
const IGNORED = 'W3005';

/** Runs cfn-lint over every variant of the template. @returns whether all are clean */
const lintTemplates = (directory: string) => {
  const faults = Object.entries(VARIANTS).filter(([name, context]) => {
    const output = join(directory, name);
    const { status, stderr } = runApp(output, context);
    if (status !== 0) throw new Error(`The variant ${name} cannot be synthesized:\n${stderr}`);
    const template = join(output, 'Organizations.template.json');
    const lint = spawnSync('cfn-lint', ['--ignore-checks', IGNORED, '--', template], { stdio: 'inherit' });
    console.log(`${lint.status === 0 ? 'clean' : 'NOT CLEAN'}: ${name}`);
    return lint.status !== 0;
  });
  return faults.length === 0;
};

const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
if (version.error) {
  console.log('Skipped: cfn-lint is not installed (pip install cfn-lint), so no template has been linted.');
} else {
  console.log(`${version.stdout.trim()}, without ${IGNORED}`);
  const directory = mkdtempSync(join(tmpdir(), 'organizations-lint-'));
  try {
    if (!lintTemplates(directory)) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

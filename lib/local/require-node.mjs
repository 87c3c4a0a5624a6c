// Runs on whatever Node.js the machine has, so this one file is plain JavaScript of an old dialect.
// The scripts of package.json get Node.js 24 through an optional dependency for each platform. Where that was not installed
// (`--omit=optional`, another platform), an older Node.js would fail with an error that says nothing of its age.
// Every script has this in its command, and not as a `pre` script: npm leaves those out under `ignore-scripts`.
const required = 24;
if (Number(process.versions.node.split('.')[0]) < required) {
  console.error(
    `This needs Node.js ${required} or newer; this is ${process.version}. ` +
      `"npm ci" brings Node.js ${required} along, unless optional dependencies are switched off: ` +
      `run "npm ci" again with them, or install Node.js ${required}.`,
  );
  process.exit(1);
}

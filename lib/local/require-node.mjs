// Runs on whatever Node.js the machine has, so this one file is plain JavaScript of an old dialect.
// The scripts of package.json get Node.js 24 through the optional dependency `node`; where its install was skipped
// (`--omit=optional`, blocked install scripts, an unsupported platform) they would fail with a riddle instead.
const required = 24;
if (Number(process.versions.node.split('.')[0]) < required) {
  console.error(
    `This needs Node.js ${required} or newer; this is ${process.version}. ` +
      `"npm ci" brings Node.js ${required} along unless optional dependencies or install scripts are switched off: ` +
      `run "npm ci" again without these, or install Node.js ${required}.`,
  );
  process.exit(1);
}

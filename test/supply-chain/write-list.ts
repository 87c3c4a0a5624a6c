/** `npm run licenses`: writes the list of what goes into the functions' bundles. */
import { writeFile } from 'node:fs/promises';
import { synthesize } from '../../lib/local/synthesize.ts';
import { LIST, listBundledPackages, listPath, renderList } from './bundled-packages.ts';

await using resources = new AsyncDisposableStack();
const { directory } = await synthesize('http://issuer.localhost', resources);
const packages = await listBundledPackages(directory);
await writeFile(listPath, renderList(packages));
console.log(`${packages.length} packages are in ${LIST}`);

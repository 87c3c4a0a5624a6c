/** The page that says what runs where, without the credentials that `/stack.json` has for programs. */
import { element, elementOf } from './element.ts';

const { url, dynamodb, table, jwks } = await (await fetch('/stack.json')).json();
const code = (text: string) => element('code', {}, text);

const rows: readonly (readonly [string, ...(Node | string)[]])[] = [
  ['API', code(`${url}/api/organizations`)],
  ['Table', code(table), ' at ', code(dynamodb), ', with any AWS credentials and any region'],
  ['Read it', code(`aws dynamodb scan --table-name ${table} --endpoint-url ${dynamodb} --max-items 5`)],
  ['Issuer', code(new URL(jwks).origin), ', with its keys at ', element('a', { href: jwks }, code(jwks))],
  ['For programs', element('a', { href: 'stack.json' }, 'stack.json'), ', with working credentials'],
];
elementOf('stack', HTMLElement).append(
  ...rows.flatMap(([name, ...value]) => [element('dt', {}, name), element('dd', {}, ...value)]),
);

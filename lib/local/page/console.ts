/** The try-it console: Swagger UI over the API's own description, asking the local stack and nobody else. */
import { STAGE } from '../../contract/route.ts';
import { loadCredentials } from './ask.ts';

declare global {
  // https://github.com/swagger-api/swagger-ui/blob/master/docs/usage/configuration.md
  const SwaggerUIBundle: (options: object) => { preauthorizeApiKey: (scheme: string, value: string) => void };
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

const [description, credentials] = await Promise.all([(await fetch('/openapi.json')).json(), loadCredentials()]);
const key = credentials.find(({ kind }) => kind === 'key');

const ui = SwaggerUIBundle({
  // By whatever name of this machine the page was opened.
  spec: { ...description, servers: [{ url: new URL(`/${STAGE}`, location.href).href }] },
  dom_id: '#console',
  validatorUrl: null,
  // Colours in an answer of a megabyte take a browser the better part of a minute.
  syntaxHighlight: false,
  docExpansion: 'full',
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  onComplete: () => key && ui.preauthorizeApiKey('ApiKeyAuthentication', key.value),
});

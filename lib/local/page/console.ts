/** The console: Swagger UI over the API's own description, asking the local stack and nobody else. */
import * as z from 'zod/mini';
import { STAGE } from '../../contract/route.ts';
import { type Credential, headersOf, loadCredentials, toCredential } from './ask.ts';
import { elementOf } from './element.ts';

type Request = { readonly headers: Record<string, string> };

declare global {
  // https://github.com/swagger-api/swagger-ui/blob/master/docs/usage/configuration.md
  const SwaggerUIBundle: (options: object) => void;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

const picker = elementOf('credential', HTMLSelectElement);
const pasted = elementOf('own', HTMLInputElement);
const [description, credentials] = await Promise.all([(await fetch('/openapi.json')).json(), loadCredentials()]);

const labelOf = ({ kind, as }: Credential) => `${as} (${kind === 'key' ? 'API key' : 'JWT'})`;
picker.append(...credentials.map((credential, index) => new Option(labelOf(credential), String(index))));
picker.append(new Option('no credential', ''));
picker.addEventListener('change', () => {
  pasted.value = '';
});
elementOf('ask', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());

const chosen = (): Credential | undefined => {
  const value = pasted.value.trim();
  if (value !== '') return toCredential(value);
  return picker.value === '' ? undefined : credentials[Number(picker.value)];
};

/**
 * The description without its ways to authorize: Swagger UI would send all that were filled in, of which the API key decides
 * alone, and a cookie, which no page may set. The picker has one credential at a time.
 */
const withoutSecurity = ({ security: _, components: { securitySchemes: __, ...components }, ...rest }: Described) => ({
  ...rest,
  components,
});
const describedSchema = z.looseObject({ components: z.looseObject({}) });
type Described = z.infer<typeof describedSchema>;

SwaggerUIBundle({
  // By whatever name of this machine the page was opened.
  spec: {
    ...withoutSecurity(z.parse(describedSchema, description)),
    servers: [{ url: new URL(`/${STAGE}`, location.href).href }],
  },
  dom_id: '#console',
  validatorUrl: null,
  // Colours in an answer of a megabyte take a browser the better part of a minute.
  syntaxHighlight: false,
  docExpansion: 'full',
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  requestInterceptor: (request: Request) => {
    Object.assign(request.headers, headersOf({ credential: chosen(), withProjects: true }));
    return request;
  },
});

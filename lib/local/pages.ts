import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import type { Table } from '../table/call.ts';
import { DESCRIPTION_PATH, describeStack, type RunningStack } from './describe-stack.ts';
import { createCallerExplainer } from './explain-caller.ts';
import type { PageAt } from './gateway.ts';
import { ROOT } from './run-script.ts';

/** Followed by whose token it is, such as `admin`: a text, for commands that are short enough to be read. */
export const TOKEN_PATH = '/tokens/';
/** Says who the credential of a request authenticates, or why it is refused. */
const CALLER_PATH = '/caller.json';
const OPENAPI_PATH = '/openapi.json';

/** The pages ask nobody but where they come from, and nobody else may take them in. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

type Content = (headers: Parameters<PageAt>[1]) => string | Buffer | Promise<string | Buffer>;

/**
 * What the local stack serves beside the API. Files are read when they are asked for, so that a saved change is served.
 * @returns the page at a path, or undefined where there is none
 */
export const createPages = (stack: RunningStack, table: Table): PageAt => {
  const explainCaller = createCallerExplainer(table, stack.issuers);
  const pages = new Map<string, readonly [contentType: string, content: Content]>([
    ['/', ['text/html', readPage('index.html')]],
    ['/page.css', ['text/css', readPage('page.css')]],
    ['/page.js', ['text/javascript', bundleScript('page.ts')]],
    ['/console', ['text/html', readPage('console.html')]],
    ['/stack', ['text/html', readPage('stack.html')]],
    ['/stack.js', ['text/javascript', bundleScript('stack.ts')]],
    ['/console.css', ['text/css', readPage('console.css')]],
    ['/console.js', ['text/javascript', bundleScript('console.ts')]],
    ['/swagger-ui/swagger-ui.css', ['text/css', readSwaggerUi('swagger-ui.css')]],
    ['/swagger-ui/swagger-ui-bundle.js', ['text/javascript', readSwaggerUi('swagger-ui-bundle.js')]],
    [OPENAPI_PATH, ['application/json', () => describeApi(stack)]],
    [CALLER_PATH, ['application/json', async (headers) => JSON.stringify(await explainCaller(headers))]],
    [DESCRIPTION_PATH, ['application/json', () => describeStack(stack)]],
    ...stack.credentials
      .filter(({ kind }) => kind === 'jwt')
      .map(({ as, value }) => [`${TOKEN_PATH}${as}`, ['text/plain', () => value]] as const),
  ]);
  return async (path, headers) => {
    const page = pages.get(path);
    if (page === undefined) return undefined;
    const [contentType, content] = page;
    return { headers: { ...HEADERS, 'content-type': `${contentType}; charset=utf-8` }, body: await content(headers) };
  };
};

const readPage = (name: string) => () => readFile(join(import.meta.dirname, 'page', name));

const readSwaggerUi = (name: string) => () => readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`)));

const bundleScript = (name: string) => async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page', name)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    sourcemap: 'inline',
  });
  return outputFiles.map(({ text }) => text).join('');
};

/** `openapi.json`, of the server that it comes from: clients that are made from it ask here. */
const describeApi = async ({ url }: RunningStack) => {
  const document = z.parse(
    z.record(z.string(), z.unknown()),
    JSON.parse(await readFile(join(ROOT, 'openapi.json'), 'utf8')),
  );
  return JSON.stringify({ ...document, servers: [{ url, description: 'The stack on this machine.' }] });
};

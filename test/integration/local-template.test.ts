import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { readTemplate } from '../../lib/local/template.ts';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.optional(z.looseObject({})) })),
});

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-template-test-'));
  await cp(inject('assembly').directory, directory, { recursive: true });
});
afterAll(() => rm(directory, { recursive: true }));

/** Reads the synthesized template after a change to the first resource of a type. */
const readChanged = async (type: string, properties: Record<string, unknown>, renamed = type) => {
  const file = join(directory, 'Organizations.template.json');
  const original = await readFile(file, 'utf8');
  const template = templateSchema.parse(JSON.parse(original));
  const [id, resource] = Object.entries(template.Resources).find(([, { Type }]) => Type === type) ?? [];
  if (id === undefined || !resource) throw new Error(`there is no ${type}`);
  template.Resources[id] = { ...resource, Type: renamed, Properties: { ...resource.Properties, ...properties } };
  await writeFile(file, JSON.stringify(template));
  try {
    return { id, read: await readTemplate(directory).catch(String) };
  } finally {
    await writeFile(file, original);
  }
};

test.for([
  ['AWS::ApiGateway::Method', { ApiKeyRequired: true }, 'ApiKeyRequired'],
  ['AWS::ApiGateway::Method', { RequestValidatorId: 'x' }, 'RequestValidatorId'],
  ['AWS::ApiGateway::Authorizer', { AuthorizerResultTtlInSeconds: 300 }, 'AuthorizerResultTtlInSeconds'],
  ['AWS::ApiGateway::Resource', { PathPart: '{id}' }, 'path parameters'],
  ['AWS::ApiGateway::Stage', { Variables: { a: 'b' } }, 'Variables'],
  ['AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] }, 'BinaryMediaTypes'],
  ['AWS::Lambda::Function', { Layers: ['x'] }, 'Layers'],
  ['AWS::Lambda::Function', { Environment: { Variables: { A: { 'Fn::ImportValue': 'x' } } } }, 'Fn::ImportValue'],
  ['AWS::ApiGateway::GatewayResponse', { ResponseParameters: { 'gatewayresponse.header.a': 'context.b' } }, 'quotes'],
] as const)('a template whose %s has %j is refused by name', async ([type, properties, reason]) => {
  const { id, read } = await readChanged(type, properties);
  expect(read).toContain(`does not understand ${id} (${type})`);
  expect(read).toContain(reason);
});

test('a template with a resource of an unknown type is refused by name', async () => {
  const { id, read } = await readChanged('AWS::Logs::LogGroup', {}, 'AWS::Lambda::Url');
  expect(read).toContain(`does not understand ${id} (AWS::Lambda::Url)`);
});

test('the template as it is synthesized is understood', async () => {
  expect([...(await readTemplate(directory)).api.methods.keys()]).toEqual([
    'GET /api/organizations',
    'OPTIONS /api/organizations',
    'ANY /api/organizations',
  ]);
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import * as model from '../../../lib/contract/model.ts';

const fields = { user: model.userSchema, project: model.projectSchema, member: model.organizationUserSchema } as const;
const accepts = (schema: z.ZodMiniType, value: unknown) => z.safeParse(schema, value).success;

describe('the contract’s closed sets have just these members', () => {
  test.each<[string, z.ZodMiniType, readonly string[]]>([
    ['the tier of a user', fields.user.shape.tier, ['free', 'community-plus', 'professional', 'enterprise']],
    ['the tier of a project', fields.project.shape.tier, ['free', 'community-plus', 'professional', 'enterprise']],
    ['the labeling method', fields.project.shape.labelingMethod, ['single_label', 'object_detection', 'label_map']],
    ['the role of a member', fields.member.shape.role, ['admin', 'member', 'guest']],
    ['the role of an API key', model.apiKeyRoleSchema, ['admin', 'member']],
  ])('%s', (_, schema, values) => {
    for (const value of values) expect(accepts(schema, value), value).toBe(true);
    for (const value of ['', 'owner', 'Admin', null]) expect(accepts(schema, value)).toBe(false);
  });

  test('a picture is at http or https', () => {
    for (const protocol of ['http', 'https'])
      expect(accepts(fields.user.shape.photo, `${protocol}://a.example/b`)).toBe(true);
    for (const url of ['javascript:alert(1)', 'xhttp://a.example', 'https-x://a.example', 'data:,']) {
      expect(accepts(fields.user.shape.photo, url), url).toBe(false);
    }
  });
});

describe('an answer', () => {
  test.each([
    [{ organizations: [], success: true }, true, false],
    [{ organizations: [], success: false }, false, false],
    [{ organizations: [], success: false, error: 'x' }, false, true],
    [{ success: false, error: 'x' }, false, true],
    [{ success: true, error: 'x' }, false, false],
    [{ organizations: [{}], success: true }, false, false],
    [{ organizations: [{}], success: false, error: 'x' }, false, false],
    [{ success: true }, false, false],
    [{}, false, false],
  ])('%j is whole: %s, has failed: %s', (answer, isWhole, hasFailed) => {
    expect(accepts(model.answerSchema, answer)).toBe(isWhole);
    expect(accepts(model.failureSchema, answer)).toBe(hasFailed);
  });
});

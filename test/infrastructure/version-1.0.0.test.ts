import { describe, expect, test } from 'vitest';
import { readResources } from './find-changes.ts';
import { resolvePseudoParameters } from './resolve-pseudo-parameters.ts';
import { synthesize } from './synthesize.ts';
import released from './version-1.0.0.json' with { type: 'json' };

type Released = {
  readonly context: Readonly<Record<string, string>>;
  readonly resources: Readonly<
    Record<string, { Type: string; DeletionPolicy?: string; Properties?: Record<string, unknown> }>
  >;
  readonly codes: Readonly<Record<string, string>>;
};

/** Where version 1.0.0 decided by itself what must be said now, the same is said. */
const SAID_NOW: Readonly<Record<string, object>> = { secondRegion: { recordKeyUse: 'false' } };

// The fixture's type is a union of its variants, whose names differ.
const variants = Object.entries(released.variants) as [string, Released][];

describe.each(variants)('what version 1.0.0 has deployed (%s)', (variant, { context, resources, codes }) => {
  const current = readResources(synthesize({ ...context, ...SAID_NOW[variant] }));
  const ids = Object.keys(resources);

  test.each(ids)('is updated in place: %s', (id) => {
    const before = resources[id];
    const after = current.get(id);
    expect(after?.Type).toBe(before?.Type);
    for (const [name, value] of Object.entries(before?.Properties ?? {}))
      expect(after?.Properties?.[name]).toEqual(resolvePseudoParameters(value));
  });

  test('keeps what is retained', () => {
    const retained = ids.filter((id) => resources[id]?.DeletionPolicy === 'Retain');
    expect(retained.length).toBeGreaterThan(3);
    // RetainExceptOnCreate is the same for what exists.
    for (const id of retained) expect(current.get(id)?.DeletionPolicy).toMatch(/^Retain(ExceptOnCreate)?$/);
  });

  test.each(Object.entries(codes))('gets new versions of its functions, because their code is new: %s', (id, code) => {
    expect(JSON.stringify(current.get(id)?.Properties?.['Code'])).not.toContain(code);
  });
});

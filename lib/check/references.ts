import { apiKeyKey, type ItemKey, identityKey, memberKey, projectKey } from '../table/keys.ts';
import { createGrowingArray, createWordList } from './growing-array.ts';
import { createIdTable } from './id-table.ts';
import type { RecognizedItem } from './recognize-item.ts';

/** An item that refers to others. */
type Referrer = Extract<RecognizedItem, { kind: 'member' | 'project' | 'apiKey' | 'identity' }>;

/** A reference that leads to nothing: who refers, and the id that does not exist. */
export type MissingReference = {
  readonly from: Referrer['kind'];
  readonly key: ItemKey;
  readonly id: number;
};

/**
 * What items refer to, all users or all organizations, in any order of the items. It keeps 28 to 44 bytes for an item, and 4
 * for each further reference.
 */
export type References = {
  /** The item with this id exists. */
  readonly store: (id: number) => void;
  readonly add: (from: Referrer, ids: readonly number[]) => void;
  readonly findMissing: () => Generator<MissingReference, void, undefined>;
};

const KINDS = ['member', 'project', 'apiKey', 'identity'] as const satisfies readonly Referrer['kind'][];

/** How many words a key takes. */
const KEY_WORDS: Readonly<Record<Referrer['kind'], number>> = { member: 4, project: 4, apiKey: 8, identity: 8 };

export const createReferences = (): References => {
  const targets = createIdTable();
  const stored = createGrowingArray((length) => new Uint8Array(length));
  /** Of each item its kind, how many ids it refers to, their indexes, and its key. */
  const words = createWordList();
  return {
    store: (id) => stored.set(targets.indexOf(id), 1),
    add: (from, ids) => {
      const indexes = ids.map(targets.indexOf).filter((index) => stored.get(index) === 0);
      if (indexes.length === 0) return;
      for (const word of [KINDS.indexOf(from.kind), indexes.length, ...indexes, ...packKey(from)]) words.push(word);
    },
    *findMissing() {
      for (let position = 0; position < words.length(); ) {
        const from = KINDS[words.get(position)] ?? 'member';
        const count = words.get(position + 1);
        const keyAt = position + 2 + count;
        for (let index = position + 2; index < keyAt; index++) {
          const target = words.get(index);
          if (stored.get(target) === 1) continue;
          const key = unpackKey(from, (offset) => words.get(keyAt + offset));
          yield { from, key, id: targets.idAt(target) };
        }
        position = keyAt + KEY_WORDS[from];
      }
    },
  };
};

const WORD = 2 ** 32;
const HEX_DIGITS = 8;

const packId = (id: number): number[] => [Math.floor(id / WORD), id % WORD];

const packKey = (from: Referrer): number[] => {
  if ('hash' in from) {
    const positions = Array.from({ length: KEY_WORDS[from.kind] }, (_, index) => index * HEX_DIGITS);
    return positions.map((start) => Number.parseInt(from.hash.slice(start, start + HEX_DIGITS), 16));
  }
  return [...packId(from.organizationId), ...packId('userId' in from ? from.userId : from.projectId)];
};

const unpackKey = (from: Referrer['kind'], word: (offset: number) => number): ItemKey => {
  if (from === 'member' || from === 'project') {
    const ids = [word(0) * WORD + word(1), word(2) * WORD + word(3)] as const;
    return from === 'member' ? memberKey(...ids) : projectKey(...ids);
  }
  const hash = Array.from({ length: KEY_WORDS[from] }, (_, offset) =>
    word(offset).toString(16).padStart(HEX_DIGITS, '0'),
  ).join('');
  return from === 'apiKey' ? apiKeyKey(hash) : identityKey(hash);
};

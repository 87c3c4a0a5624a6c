import { afterEach, beforeEach, expect } from 'vitest';
import { expectOrganizations, type LocalApi } from './local-api.ts';
import { listAs } from './organizations-of-user.ts';

/**
 * Lets each test of a file begin with a table that answers and no lines, and expects a whole answer after it, whatever happened
 * to the answers before.
 * @param getApi gives the API once it has started
 * @param ids the organizations that the user has, ascending
 */
export const keepAnswersWhole = (getApi: () => LocalApi, userId: number, ids: readonly number[]): void => {
  beforeEach(() => {
    const api = getApi();
    api.listTable.reset();
    api.lines.length = 0;
  });
  afterEach(async () => {
    const api = getApi();
    api.listTable.reset();
    expect(expectOrganizations(await listAs(api, userId)).map(({ id }) => id)).toEqual(ids);
  });
};

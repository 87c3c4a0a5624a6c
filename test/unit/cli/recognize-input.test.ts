import { describe, expect, test } from 'vitest';
import { recognizeInput } from '../../../lib/cli/import/recognize-input.ts';

const recognize = (text: string | Buffer, isAll = true) => recognizeInput(Buffer.from(text), isAll);

describe('an input is', () => {
  test.each([
    ['an answer', '{"organizations":[', 'answer'],
    ['an answer over several lines', '{\n  "success": true,', 'answer'],
    ['an answer whose first member nobody knows', '{"meta":{"id":1,"x":[{}]},"organizations":[]}', 'answer'],
    ['a line whose first member is known', '{"name":"x"', 'lines'],
    ['a line whose first member nobody knows', '{"x":[{"organizations":1}],"id":3}', 'lines'],
    ['lines of which the first is empty of all that is known', '{"x":1}\n{"id":3}', 'lines'],
    ['lines of which the first is no JSON', '{"x":1,,}\n{"id":3}', 'lines'],
    ['lines of which the first is Latin-1', Buffer.from('{"x":"\u00e9","id":3}', 'latin1'), 'lines'],
  ])('%s', (_, text, form) => {
    expect(recognize(text)).toEqual({ form });
  });

  test.each([
    ['nothing', '', 'nothing: it is empty'],
    ['blanks', ' \n', 'nothing: it is empty'],
    ['a list', '[{"id":3}]', 'a list: write one organization on each line'],
    ['a table', 'id,name\n', 'a text that is not JSON'],
    ['an organization over several lines', '{\n "id": 3', 'one organization over several lines'],
    ['an object of other members', '{"data":[],"next":null}', 'an object with the members "data", "next"'],
    ['an object of many members', '{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}', 'members "a", "b", "c", "d", "e", …'],
    ['an empty object', '{}', 'an empty object'],
    ['UTF-16', Buffer.from('\ufeff{"id":1}', 'utf16le'), 'UTF-16: convert it'],
    ['compressed', Buffer.from([0x1f, 0x8b, 8]), 'compressed data'],
  ])('refused when it is %s', (_, text, found) => {
    expect(recognize(text)).toEqual({ found: expect.stringContaining(found) });
  });

  test.each(['', '{', '{"me', '{"meta":{"a":1}', '{"x":1}', '{"x":1}\n '])('not known yet after %j', (text) => {
    expect(recognize(text, false)).toBeUndefined();
  });
});

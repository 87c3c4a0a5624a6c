import type { Fault } from '../fault.ts';

const UNIT = ['test/unit/table/read-ahead.test.ts'];
const SAME_ANSWERS = ['test/integration/read-ahead.test.ts'];
const FILE = 'lib/table/read-ahead.ts';

export const FAULTS: readonly Fault[] = [
  {
    what: 'any read gets the first answer that was started',
    file: FILE,
    search: '      const answer = started.get(input);\n',
    replace: '      const answer = started.get(input) ?? [...started.values()][0];\n',
    tests: SAME_ANSWERS,
  },
  {
    what: 'the answer of a read is kept for the next answer',
    file: FILE,
    search: '      reads.set(input, send);\n',
    replace:
      '      const kept = send({ abortSignal: new AbortController().signal });\n      reads.set(input, () => kept);\n',
    tests: SAME_ANSWERS,
  },
  {
    what: 'what one caller read is read for all',
    file: FILE,
    search: '    const memory = memories.get(caller);\n',
    replace: '    const memory = memories.get(caller) ?? [...memories.values()][0];\n',
    tests: UNIT,
  },
  {
    what: 'nothing that was started is used',
    file: FILE,
    search: '      return answer;\n',
    replace: '      return undefined;\n',
    tests: SAME_ANSWERS,
  },
  {
    what: 'what was read for a caller is remembered for good',
    file: FILE,
    search: 'memory !== undefined && now() < memory.until ?',
    replace: 'memory !== undefined ?',
    tests: UNIT,
  },
  {
    what: 'a whole long list is remembered',
    file: FILE,
    search: '      if (hasBegun) return undefined;\n',
    replace: '',
    tests: UNIT,
  },
  {
    what: 'all callers are remembered, however many there are',
    file: FILE,
    search: '      if (characters <= MOST_CHARACTERS) return;\n',
    replace: '      if (characters <= 9 * MOST_CHARACTERS) return;\n',
    tests: UNIT,
  },
  {
    what: 'a caller who is remembered again counts twice',
    file: FILE,
    search: '    forget(caller);\n    const memory',
    replace: '    const memory',
    tests: UNIT,
  },
  {
    what: 'a read that was started in vain and fails is an unhandled rejection',
    file: FILE,
    search: '      answer.catch(() => undefined);\n',
    replace: '',
    tests: UNIT,
  },
  {
    what: 'an answer that failed is remembered',
    file: 'functions/list-organizations/list-organizations.ts',
    search: "    if (ending === 'success') ahead.remember();\n",
    replace: '    ahead.remember();\n',
    tests: ['test/unit/functions/list-organizations.test.ts', ...SAME_ANSWERS],
  },
  {
    what: 'reads that nobody waits for outlive the answer',
    file: 'functions/list-organizations/list-organizations.ts',
    search: '    reading.abort(ANSWER_CLOSED);\n    if (ending',
    replace: '    if (ending',
    tests: ['test/unit/functions/list-organizations.test.ts', ...SAME_ANSWERS],
  },
];

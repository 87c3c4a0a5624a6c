/**
 * Node.js's own SQLite. The first releases of Node.js 24 say that it is experimental, which is nothing that an operator
 * could act on; every other warning stays.
 */
export const loadSqlite = async (): Promise<typeof import('node:sqlite')> => {
  const { emitWarning } = process;
  process.emitWarning = (...parameters: readonly unknown[]) => {
    if (!String(parameters[0]).startsWith('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, parameters);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
};

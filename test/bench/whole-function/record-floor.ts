import { writeFile } from 'node:fs/promises';
import type { Request, Waves } from '../floor/ask.ts';
import type { AuthorizerRecording } from '../floor/authorizer.ts';
import type { ListRecording } from '../floor/list-organizations.ts';
import { type Backend, readResponse } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';

/** Long enough for all requests that a function sends at once to arrive before the first is answered. */
const WAVE_MS = 60;

/** The requests that a function sends to the table for an event, those together that it sends before it has an answer. */
export const recordWaves = async (bundle: Bundle, event: object, backend: Backend): Promise<Waves> => {
  const waves: Request[][] = [];
  let wave: Request[] | undefined;
  backend.onRequest = (operation, body) => {
    if (wave === undefined) {
      wave = [];
      waves.push(wave);
      setTimeout(() => {
        wave = undefined;
      }, WAVE_MS / 2);
    }
    wave.push({ operation, body });
  };
  backend.latencyMs = WAVE_MS;
  backend.keepsBody = true;
  const running = await startFunction(bundle, backend);
  try {
    await running.invoke(event, 1);
  } finally {
    await running.stop();
    backend.onRequest = undefined;
    backend.latencyMs = 0;
    backend.keepsBody = false;
  }
  return waves;
};

/** Records what the list's floor does: the requests of this function in its waves, and the body of its answer. */
export const recordListFloor = async (bundle: Bundle, event: object, backend: Backend, file: string): Promise<void> => {
  const waves = await recordWaves(bundle, event, backend);
  const recording: ListRecording = { waves, answer: readResponse(backend).body.toString() };
  await writeFile(file, JSON.stringify(recording));
};

/** Records what the authorizer's floor does. @param key that a token is signed with */
export const recordAuthorizerFloor = async (
  bundle: Bundle,
  event: object,
  backend: Backend,
  { file, ...rest }: Omit<AuthorizerRecording, 'waves'> & { readonly file: string },
): Promise<void> => {
  const recording: AuthorizerRecording = { waves: await recordWaves(bundle, event, backend), ...rest };
  await writeFile(file, JSON.stringify(recording));
};

/** A floor that repeats what was recorded. */
export const withRecording = (floor: Bundle, file: string): Bundle => ({
  ...floor,
  environment: { ...floor.environment, RECORDING: file },
});

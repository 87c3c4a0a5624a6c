import { writeFile } from 'node:fs/promises';
import type { Recording } from '../floor/list-organizations.ts';
import { type Backend, readResponse } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';

/** Long enough for all requests that a function sends at once to arrive before the first is answered. */
const WAVE_MS = 60;

type Waves = Recording['waves'];

/** The requests that a function sends to the table for an event, those together that it sends before it has an answer. */
export const recordWaves = async (bundle: Bundle, event: object, backend: Backend): Promise<Waves> => {
  const waves: { operation: string; body: string }[][] = [];
  let wave: { operation: string; body: string }[] | undefined;
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

/** Records what the floor does: the requests of this function in its waves, and the body of its answer. */
export const recordFloor = async (bundle: Bundle, event: object, backend: Backend, file: string): Promise<void> => {
  const waves = await recordWaves(bundle, event, backend);
  const recording: Recording = { waves, answer: readResponse(backend).body.toString() };
  await writeFile(file, JSON.stringify(recording));
};

import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './find-program.ts';

/** The path of this machine's Chromium: of the variable CHROMIUM, or else what PATH leads to; undefined without one. */
export const findChromium = (): string | undefined =>
  process.env['CHROMIUM'] ?? findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** Without its sandbox, because containers have none to offer; it sees the local stack only. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });

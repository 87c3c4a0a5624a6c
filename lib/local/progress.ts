import type { WriteStream } from 'node:tty';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MILLISECONDS = 80;

/**
 * Shows on a terminal that something is going on, until it is called off; elsewhere it is one line. The lines that others
 * write meanwhile stay whole where they begin with a line break.
 */
export const showProgress = (text: string, stream: WriteStream = process.stdout): Disposable => {
  if (!stream.isTTY) {
    stream.write(`${text}\n`);
    return { [Symbol.dispose]: () => undefined };
  }
  let turn = 0;
  const draw = () => stream.write(`\r${FRAMES[turn++ % FRAMES.length]} ${text}`);
  draw();
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      stream.write('\r\x1b[K');
    },
  };
};

import { parentPort } from 'node:worker_threads';
import { packError } from './thread-error';

/** What a handler returns: the answer, and the buffers that move to the main thread instead of being copied. */
export interface Answered<Answer> {
  readonly answer: Answer;
  readonly transfer?: readonly ArrayBuffer[];
}

/** The worker's side of {@link ./worker-pool}: answers tasks one after the other, in the order they came. */
export function answerTasks<Task, Answer>(handler: (task: Task) => Promise<Answered<Answer>> | Answered<Answer>): void {
  const port = parentPort;
  if (port === null) throw new Error('answerTasks runs in a worker thread only');
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ number, task }: { number: number; task: Task }) => {
    last = last.then(async () => {
      try {
        const { answer, transfer } = await handler(task);
        port.postMessage({ task: number, answer }, transfer ?? []);
      } catch (error) {
        port.postMessage({ task: number, error: packError(error) });
      }
    });
  });
}

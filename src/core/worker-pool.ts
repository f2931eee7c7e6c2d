import { Worker } from 'node:worker_threads';
import { reviveError, type ThreadError } from './thread-error';

/** What a worker thread sends back for one task. */
export type Reply<Answer> =
  | { readonly task: number; readonly answer: Answer }
  | { readonly task: number; readonly error: ThreadError };

/** Worker threads that answer tasks; which thread takes which task is left to timing, so a task must not depend on it. */
export interface WorkerPool<Task, Answer> {
  /** Queued until a thread is free; rejects with the error that the thread's handler threw, class and message kept. */
  run(task: Task): Promise<Answer>;
  /** Stops the threads at once; tasks under way are rejected. */
  close(): Promise<void>;
}

interface Job<Task, Answer> {
  readonly task: Task;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Set<number>;
}

export interface PoolOptions {
  /** Compiled module that calls `answerTasks`, see {@link ../core/answer-tasks}. */
  readonly file: string;
  readonly threads: number;
  /** Given to every thread as workerData: structured clone, shared memory stays shared. */
  readonly data: unknown;
  /** Tasks sent to a thread at once; 2 hides the way there and back of short tasks. */
  readonly depth?: number;
}

/** Starts `threads` worker threads of one compiled file. */
export function startWorkers<Task, Answer>({ file, threads, data, depth = 2 }: PoolOptions): WorkerPool<Task, Answer> {
  const waiting: Job<Task, Answer>[] = [];
  const underWay = new Map<number, Job<Task, Answer>>();
  const pool: Thread[] = [];
  let sent = 0;
  let failure: unknown;

  const feed = (): void => {
    while (waiting.length > 0) {
      const idlest = pool.reduce((least, thread) => (thread.jobs.size < least.jobs.size ? thread : least));
      const job = waiting[0];
      if (idlest.jobs.size >= depth || job === undefined) return;
      waiting.shift();
      const number = sent++;
      underWay.set(number, job);
      idlest.jobs.add(number);
      idlest.worker.postMessage({ number, task: job.task });
    }
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const job of [...underWay.values(), ...waiting]) job.reject(failure);
    underWay.clear();
    waiting.length = 0;
  };
  for (let index = 0; index < threads; index++) {
    const thread: Thread = { worker: new Worker(file, { workerData: data }), jobs: new Set() };
    thread.worker.on('message', (reply: Reply<Answer>) => {
      thread.jobs.delete(reply.task);
      const job = underWay.get(reply.task);
      underWay.delete(reply.task);
      if (job !== undefined) {
        if ('error' in reply) job.reject(reviveError(reply.error));
        else job.resolve(reply.answer);
      }
      feed();
    });
    thread.worker.on('error', fail);
    thread.worker.on('exit', code => fail(new Error(`a worker thread of ${file} ended with code ${code}`)));
    pool.push(thread);
  }
  return {
    run: task =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting.push({ task, resolve, reject });
        feed();
      }),
    async close() {
      fail(new Error(`the worker threads of ${file} were closed`));
      await Promise.all(pool.map(thread => thread.worker.terminate()));
    },
  };
}

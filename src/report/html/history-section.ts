import type { RunHistory, RunStart } from '../../pipeline/run-history';
import { type Markup, markup } from './markup';
import type { Section } from './page';
import { dataTable } from './tables';

/** What somebody needs to do it again: command, versions, machine, times, and the whole recipe. */
export function historySections(history: RunHistory): Section[] {
  const { starts, stages, notes, warnings, recipe } = history;
  const environment = environmentOf(history);
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const made: Section = {
    id: 'provenance',
    title: 'How it was made',
    body: [
      markup`<pre tabindex="0"><code>${commandsOf(history).join('\n')}</code></pre>`,
      dataTable(
        'Versions and machine',
        [{ head: 'What' }, { head: 'Value', kind: 'name' }],
        Object.entries(environment)
          .filter(([name]) => name !== 'command')
          .map(([name, value]) => [name, String(value)]),
      ),
      dataTable(
        'Starts',
        [
          { head: 'Time (UTC)' },
          { head: 'Command', kind: 'name' },
          { head: 'Stages that ran', kind: 'name' },
          { head: 'Commit' },
        ],
        starts.map(({ time, command, stages, commit }) => [
          minute(time),
          markup`<code>${command}</code>`,
          stages.join(', '),
          commit.slice(0, 10),
        ]),
      ),
      dataTable(
        `Stages, ${duration(total)} in all`,
        [{ head: 'Stage' }, { head: 'Time', kind: 'number' }, { head: 'Finished (UTC)' }],
        stages.map(({ name, seconds, finished }) => [name, duration(seconds), minute(finished)]),
      ),
      messages('Warnings', warnings),
      messages('Notes', notes),
    ],
  };
  return [made, { id: 'recipe', title: 'Recipe', body: markup`<pre tabindex="0"><code>${recipe}</code></pre>` }];
}

/** The commands that computed something; where all was fresh, the last one. */
export function commandsOf({ environment, starts }: Pick<RunHistory, 'environment' | 'starts'>): string[] {
  const worked = starts.filter(hasWorked).map(({ command }) => command);
  return worked.length > 0 ? [...new Set(worked)] : [String(environment['command'] ?? '')];
}

/** Versions and machine of the last start that computed something: making the report again elsewhere changes nothing of them. */
export function environmentOf({
  environment,
  starts,
}: Pick<RunHistory, 'environment' | 'starts'>): RunHistory['environment'] {
  return starts.findLast(hasWorked)?.environment ?? environment;
}

function hasWorked({ stages }: RunStart): boolean {
  return stages.some(stage => stage !== 'report');
}

function messages(title: string, lines: readonly string[]): Markup {
  if (lines.length === 0) return markup``;
  return markup`<h3>${title}</h3><ul>${lines.map(line => markup`<li>${line}</li>`)}</ul>`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** `3 h 20 min`, `4 min 10 s`, `2.21 s`. */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

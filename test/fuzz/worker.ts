/** The process in which inputs are tried: it may be killed, and runs out of memory where a server must not. */
import { readFileSync } from 'node:fs';
import { testParser } from '../support/parser.ts';
import { exercise } from './exercise.ts';
import { createRandom, inputOf } from './inputs.ts';
import type { Answer, Question } from './watch.ts';

const parser = await testParser();
// The first run pays for compiling.
exercise(
  parser,
  'events {}\nhttp { server { location /ws { proxy_pass http://a; } } }\n',
  () => 0,
  () => undefined,
);

process.send?.('ready');
process.on('message', (question: Question) => {
  process.send?.(answer(question));
});

function answer(question: Question): Answer {
  const text = 'file' in question ? readFileSync(question.file, 'utf8') : inputOf(question.seed, question.number).text;
  let slowest = { step: '', time: 0 };
  let step = '';
  try {
    exercise(parser, text, createRandom(text.length), (name, time) => {
      step = name;
      if (time > slowest.time) slowest = { step: name, time };
    });
    return { slowest };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` ${error.cause.stack ?? ''}` : '';
    return {
      slowest,
      threw: `behind ${step}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}${cause}`,
    };
  }
}

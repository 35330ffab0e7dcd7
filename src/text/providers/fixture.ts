import type { EndReason, TextEvent, TextProvider, TextProviderError, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError as ProviderError } from '../../core/text/provider';

/** What the fixture says to one request: a text, how a stream ends, or an error. */
export type FixtureAnswer = string | { readonly text: string; readonly reason?: EndReason } | TextProviderError;

/** Answers from a list, in order, word by word: for tests and demonstrations without a model. Past its end it is an error. */
export function fixtureProvider(answers: readonly FixtureAnswer[]): TextProvider & { readonly requests: readonly TextRequest[] } {
  const requests: TextRequest[] = [];
  return {
    id: 'fixture',
    destination: 'a list of prepared answers',
    requests,
    async *stream(request): AsyncGenerator<TextEvent> {
      const answer = answers[requests.length];
      requests.push(request);
      if (answer === undefined) throw new ProviderError('server', 'The fixture has no further answer.', 'Prepare another one.');
      if (answer instanceof ProviderError) throw answer;
      const { text, reason = 'stop' } = typeof answer === 'string' ? { text: answer } : answer;
      for (const word of text.split(/(?<=\s)/)) {
        if (request.signal?.aborted === true) throw cancelled();
        yield { kind: 'delta', text: word };
        // Whoever cancels does so between two pieces, as with a real stream.
        await Promise.resolve();
      }
      yield { kind: 'end', reason, model: request.model ?? 'fixture' };
    },
  };
}

/** The page's side of src/protocol/results.ts. */
import type { ResultsMessage, ResultsRequest } from '../../src/protocol/results';
import { resultsMessage } from '../../src/protocol/results';
import { checkWith } from '../shared/check';
import { connect } from '../shared/editor';

export const host = connect<ResultsRequest, ResultsMessage>(checkWith(resultsMessage));

export function send(request: ResultsRequest): void {
  host.send(request);
}

import { promptHash } from '../hashes';
import { editedByHand, madeForAnotherPrompt } from '../provenance';
import { renderPrompt, rendersWhole, unknownVariables } from '../template';
import type { Check } from './types';

/** Does the file say where each response came from, and is that still true? */
export const checkOrigin: Check = ({ file, responses, report }) => {
  const current = promptHash(renderPrompt(file));
  for (const response of responses) {
    const { number, heading, provenancePlace } = response;
    const place = provenancePlace ?? heading;
    if (response.provenance === null) {
      report(place, {
        severity: 'info',
        code: 'response-origin',
        message: `Response ${number} does not say where it came from.`,
        fix: 'Put a line such as "> author: your name; date: 2026-01-31" under its heading.',
        response: number,
      });
    }
    if (madeForAnotherPrompt(response, current) === true) {
      report(place, {
        severity: 'info',
        code: 'response-stale',
        message: `Response ${number} was made for another prompt than the one above.`,
        fix: 'Generate it again, or leave it if the change does not matter.',
        response: number,
      });
    }
    if (editedByHand(response) === true) {
      report(place, {
        severity: 'info',
        code: 'response-edited',
        message: `Response ${number} was edited after it was generated.`,
        fix: 'Nothing to do; its feature must be computed again.',
        response: number,
      });
    }
  }
};

/** Does the template use names that exist? */
export const checkTemplate: Check = ({ file, report }) => {
  if (file.prompt === null) return;
  if (!rendersWhole(file))
    report(file.prompt.templatePlace, {
      severity: 'error',
      code: 'template-long',
      message: 'The prompt names its settings so often that it becomes longer than any language model reads.',
      fix: 'Name each setting once.',
    });
  for (const { name } of unknownVariables(file.prompt.template)) {
    report(file.prompt.templatePlace, {
      severity: 'error',
      code: 'template-variable',
      message: `The prompt uses {{${name}}}, which is no setting.`,
      fix: 'Use {{organ}}, {{modality}}, {{count}}, {{minWords}} or {{structures}}.',
    });
  }
};

/**
 * A thread of the extension host that knows experiments. The schema is put together from losses, networks and methods, which bring
 * TensorFlow.js: neither its loading nor a check may keep the extension host waiting.
 */
import { parentPort } from 'node:worker_threads';
import { parseExperimentText } from '../../core/config/file/parse';
import { hoverText } from '../../core/config/hover';
import { estimateMemory } from '../../core/config/memory';
import type { Answer, Question } from './messages';

function answer(question: Question): Answer {
  const { id } = question;
  try {
    if (question.kind === 'hover') return { id, hover: hoverText(question.path) };
    const { problems, experiment } = parseExperimentText(question.text, { machine: question.machine, folder: question.folder });
    return { id, check: { problems, memoryBytes: experiment ? estimateMemory(experiment) : null } };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));

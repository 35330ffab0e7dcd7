/** Files of the repository that are made of the study's schema; `npm run schema` writes them and a test compares. */
import { studyCompletionSchema, studyJsonSchema } from './jsonSchema';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export function studyDocuments(): { readonly path: string; readonly content: string }[] {
  return [
    { path: 'schemas/study.schema.json', content: json(studyJsonSchema()) },
    { path: 'schemas/study.completion.schema.json', content: json(studyCompletionSchema()) },
  ];
}

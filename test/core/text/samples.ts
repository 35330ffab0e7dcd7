/** A small prompt file with everything that a user may write between the parts. */
export const SAMPLE = `---
# my own remark
task: pancreas
organ: pancreas
modality: CT   # abdominal
count: 3
minWords: 5
structures: [pancreatic duct, head, tail]
favourite-colour: "green: dark"
---

# Pancreas

Notes of mine. <!-- ## Response 9 is no heading here -->

## Prompt

<!-- The paper asks for islets, too: they are microscopic. -->
Generate {{count}} descriptions, each of a minimum of {{minWords}} words, of the {{organ}} in 3D {{modality}} images.
Consider {{structures}}.

## Response 1
> author: A. Writer; model: "odd; name"; date: 2026-11-24; text: 0123456789ab; mood: good

The pancreas has a head and a tail,
and lies behind the stomach.

## Response 2

<!-- to be improved -->
The pancreas on CT is lobulated.   

## Literature

- [ ] read more

## Response 3
`;

function* written(value: unknown, most: number): Generator<string> {
  if (typeof value === 'string') {
    yield JSON.stringify(value.slice(0, most + 1));
  } else if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'nothing';
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* written(item, most);
    }
    yield ']';
  } else {
    let separator = '{';
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      yield `${separator}${JSON.stringify(key.slice(0, most + 1))}:`;
      separator = ',';
      yield* written((value as Readonly<Record<string, unknown>>)[key], most);
    }
    yield separator === '{' ? '{}' : '}';
  }
}

/** The beginning of a value as JSON: as much work as is shown, however large the value is. */
export function preview(value: unknown, most = 60): string {
  let text = '';
  for (const part of written(value, most)) {
    text += part;
    if (text.length > most) return `${text.slice(0, most)}...`;
  }
  return text;
}

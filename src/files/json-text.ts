/** Returns a value as the text of a JSON file: indented by two spaces, with a newline at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

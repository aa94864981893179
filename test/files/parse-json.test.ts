import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { deepestJson, parseJson } from '../../src/files/parse-json.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON from outside', () => {
  it.each<[string, string | Uint8Array, unknown]>([
    ['text', '{"a": [1, "x // y", "# \\" \' ,"]}', { a: [1, 'x // y', '# " \' ,'] }],
    ['text with a byte-order mark', '\ufeff{}', {}],
    ['bytes with a byte-order mark', Buffer.from('\ufeff{"a":1}'), { a: 1 }],
    ['the deepest nesting', nested(deepestJson), JSON.parse(nested(deepestJson))],
    ['the largest number', '[1.7e308, 1e-999]', [1.7e308, 0]],
  ])('%s is read', (_, data, expected) => {
    expect(parseJson(data, 'x.json')).toEqual(expected);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', ' \n', 'got an empty file'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'got UTF-16 (by its byte-order mark); save it as UTF-8'],
    ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0x7d), 'expected UTF-8 text, got other bytes'],
    ['a comment', '{\n  "a": 1, // one\n}', 'a comment, which JSON does not have, at line 2, column 11'],
    ['a comment of a shell', '# x\n{}', 'a comment, which JSON does not have, at line 1, column 1'],
    ['a trailing comma', '{"a": [1, 2,\n]}', 'a trailing comma at line 1, column 12'],
    ['single quotes', "{'a': 1}", 'a single quote instead of a double one at line 1, column 2'],
    ['a cut file', '{"a": [1', 'the text is cut short'],
    ['a cut string', '{"a": "b', 'the text is cut short'],
    ['100,000 levels', nested(100_000), `expected JSON of at most ${deepestJson} levels`],
    ['100,000 open levels', '[{"a":'.repeat(100_000), `expected JSON of at most ${deepestJson} levels`],
    ['a number beyond float64', '{"lambda": [1, 1e999]}', '"1": expected a number below 1.8e308'],
    ['another format', '\u0000\u001b[31m', 'expected JSON, got a syntax error'],
  ])('%s is refused in one line', (_, data, says) => {
    const parse = () => parseJson(data, 'x.json');
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(says);
    expect(parse).toThrow(/^x\.json: \P{Cc}+$/u);
  });

  it('parseJson accepts what JSON.parse accepts, with the same value', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => text.slice(1)),
        ),
        (text) => {
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            expect(() => parseJson(text, 'x')).toThrow(UsageError);
            return;
          }
          expect(parseJson(text, 'x')).toEqual(expected);
        },
      ),
    );
  });
});

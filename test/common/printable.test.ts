import { describe, expect, it } from 'vitest';
import { printable, shown } from '../../src/common/printable.js';

describe('printable', () => {
  it.each([
    ['plain text › with – what people write: é 漢字 🙂', 'plain text › with – what people write: é 漢字 🙂'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u0007\u0000\u007f\u009b', '\\x1b[31mred\\x07\\x00\\x7f\\x9b'],
    ['exe.\u202egnp\u2066', 'exe.\\u202egnp\\u2066'],
    ['\ufeffx\u2028\u2029', '\\ufeffx\\u2028\\u2029'],
    ['soft\u00ad no\u200bwidth\u2060', 'soft\\xad no\\u200bwidth\\u2060'],
    ['a family 👨\u200d👩\u200d👧', 'a family 👨\u200d👩\u200d👧'],
    ['half \ud800 of a pair', 'half \\ud800 of a pair'],
  ])('%j is shown as %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('shown', () => {
  it.each([
    [undefined, 'nothing'],
    ['x\u001by', '"x\\u001by"'],
    ['\u202e', '"\\u202e"'],
    [{ a: [1, null] }, '{"a":[1,null]}'],
    ['x'.repeat(100), `"${'x'.repeat(58)}…`],
  ])('%j is shown as %s', (value, expected) => {
    expect(shown(value)).toBe(expected);
  });
});

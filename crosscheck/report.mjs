/**
 * Writes docs/crosscheck.md from crosscheck/results: node crosscheck/report.mjs. Exits with 1 where a difference has no reason in
 * reasons.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { sections } from './report/sections.mjs';
import { closing, opening } from './report/texts.mjs';

const here = (name) => new URL(name, import.meta.url);
const read = (name) => JSON.parse(readFileSync(here(name), 'utf8'));

/** Adds the reason to each row that differs. */
const explained = ({ part, rows, ...rest }, reasons) => ({
  ...{ part, ...rest },
  rows: rows.map((row) => {
    if (row.verdict === 'agrees') return row;
    return { ...row, reason: reasons.find((each) => each.part === part && new RegExp(each.id).test(row.id))?.reason };
  }),
});

/** Returns the report, and the rows that differ without a reason. */
export function crosscheckReport() {
  const parts = sections.map(({ part }) => part).filter((part) => existsSync(here(`results/${part}.json`)));
  const results = new Map(parts.map((part) => [part, explained(read(`results/${part}.json`), read('reasons.json'))]));
  const written = sections
    .filter(({ part }) => results.has(part))
    .map((section) => sectionText(section, results.get(section.part)));
  const rows = [...results].flatMap(([part, result]) => result.rows.map((row) => ({ part, ...row })));
  const open = rows.filter(({ verdict, reason }) => verdict !== 'agrees' && !reason);
  return { text: [opening(results, rows), ...written, closing(results)].join('\n\n').concat('\n'), open };
}

function sectionText({ title, question, columns, note, merge = (all) => all }, result) {
  const rows = merge(result.rows);
  const table = [
    `| ${columns.map(([head]) => head).join(' | ')} | |`,
    `|${columns.map(([, , align]) => (align === 'left' ? '---' : '---:')).join('|')}|---|`,
    ...rows.map(
      (row) =>
        `| ${columns.map(([, value]) => value(row)).join(' | ')} | ${row.verdict === 'agrees' ? '✓' : 'differs'} |`,
    ),
  ];
  const differing = rows.filter(({ verdict }) => verdict !== 'agrees');
  const reasons = [...new Set(differing.map(({ reason = 'no reason known' }) => reason))];
  const listed = reasons.map((text) => {
    const ids = differing.filter(({ reason = 'no reason known' }) => reason === text).map(({ id }) => `\`${id}\``);
    return `- ${ids.join(', ')}: ${text}`;
  });
  return [`## ${title}`, question, table.join('\n'), note, listed.join('\n')].filter(Boolean).join('\n\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { text, open } = crosscheckReport();
  writeFileSync(here('../docs/crosscheck.md'), text);
  for (const { part, id } of open) console.error(`${part}: ${id} differs, and reasons.json has no reason`);
  process.exitCode = open.length > 0 ? 1 : 0;
}

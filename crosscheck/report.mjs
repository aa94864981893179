/**
 * Writes docs/crosscheck.md from crosscheck/results: node crosscheck/report.mjs [--check]. Exits with 1 where a difference has no
 * reason in reasons.json; with --check it writes nothing, and exits with 1 where the page is not the one of the results.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { sections } from './report/sections.mjs';
import { closing, opening } from './report/texts.mjs';

/**
 * Returns the report, and the rows that differ without a reason.
 * @param results results of parts, as check.py writes them
 * @param reasons { part, id, reason } each: `id` is a regular expression of ids of rows
 */
export function crosscheckReport(results, reasons) {
  const byPart = new Map(results.map((result) => [result.part, explained(result, reasons)]));
  const present = sections.filter(({ part }) => byPart.has(part));
  const tables = present.map((section) => sectionText(section, byPart.get(section.part)));
  const rows = [...byPart].flatMap(([part, result]) => result.rows.map((row) => ({ part, ...row })));
  const open = rows.filter(({ verdict, reason }) => verdict !== 'agrees' && !reason);
  return { text: [opening(byPart, rows), ...tables, closing(byPart)].join('\n\n').concat('\n'), open };
}

/** Adds the reason to each row that differs. */
const explained = ({ part, rows, ...rest }, reasons) => ({
  ...{ part, ...rest },
  rows: rows.map((row) => {
    if (row.verdict === 'agrees') return row;
    return { ...row, reason: reasons.find((each) => each.part === part && new RegExp(each.id).test(row.id))?.reason };
  }),
});

function sectionText({ title, question, columns, note, merge = (all) => all }, result) {
  const rows = merge(result.rows);
  const mark = ({ verdict }) => (verdict === 'agrees' ? '✓' : 'differs');
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = [
    line([...columns.map(([head]) => head), '']),
    `|${columns.map(([, , align]) => (align === 'left' ? '---' : '---:')).join('|')}|---|`,
    ...rows.map((row) => line([...columns.map(([, value]) => value(row)), mark(row)])),
  ];
  const reasonOf = ({ reason }) => reason ?? 'no reason known';
  const differing = rows.filter(({ verdict }) => verdict !== 'agrees');
  const listed = [...new Set(differing.map(reasonOf))].map((text) => {
    const ids = differing.filter((row) => reasonOf(row) === text).map(({ id }) => `\`${id}\``);
    return `- ${ids.join(', ')}: ${text}`;
  });
  return [`## ${title}`, question, table.join('\n'), note, listed.join('\n')].filter(Boolean).join('\n\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const here = (name) => new URL(name, import.meta.url);
  const read = (name) => JSON.parse(readFileSync(here(name), 'utf8'));
  const files = sections.map(({ part }) => `results/${part}.json`).filter((name) => existsSync(here(name)));
  const { text, open } = crosscheckReport(files.map(read), read('reasons.json'));
  const page = here('../docs/crosscheck.md');
  for (const { part, id } of open) console.error(`${part}: ${id} differs, and reasons.json has no reason`);
  const stale = process.argv.includes('--check') && readFileSync(page, 'utf8') !== text;
  if (stale) console.error('docs/crosscheck.md is not the page of crosscheck/results: run node crosscheck/report.mjs');
  if (!process.argv.includes('--check')) writeFileSync(page, text);
  process.exitCode = open.length > 0 || stale ? 1 : 0;
}

/** The site's sidebar: the tables of docs/index.md, with what the folders that they name contain. */
import { type Repository, siteLink } from './links.js';

/** As VitePress has it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

/**
 * Returns a group for each table, named by the first cell of its head, with an item for each link in its first column.
 * @param file path of the document, from which its links lead
 */
export function sidebarOf(text: string, file: string, repository: Repository): SidebarItem[] {
  const groups: { text: string; items: SidebarItem[] }[] = [];
  let isHead = true;
  for (const line of text.split('\n')) {
    const [, cell] = /^\| (.*?) \|/.exec(line) ?? [];
    if (cell === undefined) {
      if (!line.startsWith('|')) isHead = true;
    } else if (isHead) {
      groups.push({ text: capitalized(cell), items: [] });
      isHead = false;
    } else groups.at(-1)!.items.push(...linksOf(cell, file, repository));
  }
  return groups;
}

const linksOf = (cell: string, file: string, repository: Repository): SidebarItem[] =>
  [...cell.matchAll(/\[([^\]]*)\]\(([^)]*)\)/g)].map(([, text, link]) => ({
    text: capitalized(text!),
    link: siteLink(link!, file, repository),
  }));

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

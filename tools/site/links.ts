/** Where the links of the repository's Markdown lead on the site. */
import { posix } from 'node:path';

/** What the links need to know of the repository. Paths are relative to its root. */
export interface Repository {
  /** Whether a path is a folder. */
  isFolder(path: string): boolean;
  /** Whether a path is a file. */
  isFile(path: string): boolean;
}

/**
 * Returns the address of a link on the site, from the site's root. Links to other sites and inside of the page stay as they are.
 * A page of the site has the path of its Markdown; a README.md is the page of its folder; other files and folders have a page
 * that shows their text (`sourcePage`).
 * @param link as the Markdown has it
 * @param file path of the Markdown
 */
export function siteLink(link: string, file: string, repository: Repository): string {
  if (/^([a-z]+:|\/|#)/i.test(link)) return link;
  const [, path = '', anchor = ''] = /^([^#]*)(.*)$/.exec(link)!;
  const target = posix.join(posix.dirname(file), decodeURIComponent(path)).replace(/\/$/, '');
  return `/${addressOf(target, repository)}${anchor}`;
}

function addressOf(target: string, { isFolder, isFile }: Repository): string {
  const readme = posix.join(target, 'README.md');
  if (isFolder(target) && isFile(readme)) return addressOf(readme, { isFolder, isFile });
  if (target.endsWith('.md'))
    return pageOf(target)
      .replace(/\.md$/, '.html')
      .replace(/(^|\/)index\.html$/, '$1');
  return `${sourcePage(target)}.html`;
}

/** Returns the Markdown path of a page on the site: a README.md is the page of its folder. */
export const pageOf = (file: string): string => file.replace(/(^|\/)README\.md$/, '$1index.md');

/** Returns the name of the page that shows a file, or the files of a folder. Its dots would read as an extension. */
export const sourcePage = (path: string): string => path.replaceAll('.', '-').toLowerCase();

/** Returns the id that GitHub gives a heading. */
export const headingId = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

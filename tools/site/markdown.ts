/** Reads Markdown as GitHub does, since both show the same files. */
import { relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { type Repository, siteLink } from './links.js';

/** Code of at most so many characters is kept in one line: a browser would break "--lambda" between its hyphens. */
const unbroken = 24;

/** Changes the renderer of VitePress. @param root folder of the repository */
export function likeGitHub(markdown: MarkdownRenderer, root: string, repository: Repository): void {
  markdown.disable('emoji'); // it reads "8)" as a face
  markdown.linkify.set({ fuzzyLink: false }); // "results.md" is no host
  markdown.core.ruler.push('repository', (state) => {
    const file = relative(root, state.env.realPath ?? state.env.path).replaceAll('\\', '/');
    for (const token of state.tokens) {
      if (token.type === 'code_block') Object.assign(token, { type: 'fence', tag: 'code', info: '' });
      for (const inline of token.children ?? []) {
        if (inline.type === 'link_open') inline.attrSet('href', siteLink(inline.attrGet('href')!, file, repository));
        if (inline.type === 'code_inline' && inline.content.length <= unbroken) inline.attrJoin('class', 'unbroken');
      }
    }
  });
  // Tables scroll in a box of their own, which the keyboard reaches.
  markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
  markdown.renderer.rules.table_close = () => '</table></div>\n';
}

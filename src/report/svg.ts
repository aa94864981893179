/** Charts as SVG text, drawn by Vega-Lite without a browser; loaded when the first is drawn. */
import type { TopLevelSpec } from 'vega-lite';

export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

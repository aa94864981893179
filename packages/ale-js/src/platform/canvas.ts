/** Drawing in a page. */

/** Draws a picture on the `<canvas>` with this id and gives the canvas its size. @returns false when there is no such canvas */
export function drawOnCanvas(canvasId: string, picture: () => ImageData): boolean {
  const canvas = document.getElementById(canvasId) as HTMLCanvasElement | null;
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return false;
  const image = picture();
  if (canvas.width !== image.width) canvas.width = image.width;
  if (canvas.height !== image.height) canvas.height = image.height;
  context.putImageData(image, 0, 0);
  return true;
}

/** Pictures on canvases. */
import { useEffect, useRef } from 'preact/hooks';

interface PictureProps {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel; undefined: nothing is drawn. */
  readonly pixels: Uint8ClampedArray | undefined;
  /** For people who do not see it. */
  readonly label: string;
  readonly class?: string;
}

/** A picture whose pixels stay sharp. */
export function Picture({ width, height, pixels, label, class: name }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    if (pixels) context.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
    else context.clearRect(0, 0, width, height);
  }, [pixels, width, height]);
  return (
    <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} class={`picture ${name ?? ''}`} />
  );
}

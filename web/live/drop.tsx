/** The whole page takes files and folders that are dropped on it, or chosen. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Dropped, readDropped } from './catalog.js';

interface DropProps {
  readonly children: ComponentChildren;
  readonly onFiles: (dropped: Dropped) => void;
  readonly onProblem: (message: string) => void;
}

export function Drop({ children, onFiles, onProblem }: DropProps) {
  const [isOver, setIsOver] = useState(false);
  const read = (items: Promise<Items>) =>
    items.then(readDropped).then(onFiles, (error: unknown) => onProblem((error as Error).message));

  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(true);
    };
    const leave = () => setIsOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      if (event.dataTransfer) read(dropped(event.dataTransfer));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  });

  return (
    <div class={`page ${isOver ? 'over' : ''}`}>
      {children}
      <section class="own card">
        <h2>Your own agent</h2>
        <p>
          Drop it anywhere on the page: the folder of a run, an agent’s <code>model.json</code> and{' '}
          <code>model.safetensors</code>, or a network of PyTorch, JAX or ONNX as <code>sap-atari import</code> takes
          it; for a commercial game its ROM, too. Nothing leaves your browser.
        </p>
        <label class="button file">
          choose files
          <input type="file" multiple onChange={({ currentTarget }) => read(chosen(currentTarget.files!))} />
        </label>
      </section>
      {isOver && <div class="drop-here">Drop a run, a network or a ROM: it stays in your browser</div>}
    </div>
  );
}

type Items = { readonly path: string; readonly file: File }[];

const chosen = async (files: FileList): Promise<Items> => [...files].map((file) => ({ path: file.name, file }));

/** Most files of a dropped folder that are looked at. */
const mostFiles = 5000;

async function dropped({ items }: DataTransfer): Promise<Items> {
  // The entries are gone after the event.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: Items = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry && found.length < mostFiles; entry = waiting.shift()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isDirectory) waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
    else {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.push({ path, file });
    }
  }
  return found;
}

/** A reader gives the entries of a folder in parts. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

export function sources(): string[];
export function assemble(name: string): { image: Uint8Array; messages: string[] };
export function imagePath(name: string): string;
export function withMd5(table: string, name: string, image: Uint8Array): string;
export const modulePath: string;
export function moduleText(): string;

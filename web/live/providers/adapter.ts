/** The GPU of this device, as the browser offers it to pages and their threads. */

/** Returns the name of the GPU. @throws Error in one line where the browser offers none */
export async function adapterName(): Promise<string> {
  if (!isSecureContext) throw new Error('browsers offer a GPU only to pages from https or from this machine');
  if (!navigator.gpu) throw new Error('this browser has no WebGPU');
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('this browser finds no GPU');
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'an unnamed GPU';
  return isFallbackAdapter ? `${name} (software)` : name;
}

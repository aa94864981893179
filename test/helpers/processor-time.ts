/** Milliseconds that this process has computed: unlike a clock, they do not count what other programs of a busy machine take. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

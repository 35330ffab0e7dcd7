/** Milliseconds of processor time that this thread took, where Node tells it (22.19, 23.9). What other programs take is not in it. */
export function threadMilliseconds(): number | undefined {
  const told: NodeJS.Process & { threadCpuUsage?(): NodeJS.CpuUsage } = process;
  const usage = told.threadCpuUsage?.();
  return usage && (usage.user + usage.system) / 1000;
}

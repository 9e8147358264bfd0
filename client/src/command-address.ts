/** The address of a command, for links: VS Code runs it with these arguments when somebody follows one. */
export function commandAddress(command: string, args: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}

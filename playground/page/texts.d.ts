/** Configurations that the bundle has inside, as text. */
declare module '*.conf' {
  const text: string;
  export default text;
}

// Gives the bundle of the worker a `require`: the bundles beside it are scripts that set `module.exports`.
const loaded = new Map();
const require = (self.require = (name) => {
  if (!loaded.has(name)) {
    self.module = { exports: {} };
    importScripts(new URL(name, self.nginxHandshakeScript ?? self.location.href).href);
    loaded.set(name, self.module.exports);
  }
  return loaded.get(name);
});

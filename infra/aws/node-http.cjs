/**
 * Stands for `node:http` in bundles. An `import` of that module asks every export of it for its value, and so loads Node's
 * client for WebSocket and fetch (undici), which no function uses: a fifth of a cold start.
 */
module.exports = process.getBuiltinModule('node:http')

// The import rules of docs/architecture.md, for a machine. scripts/check-layers.mjs runs them; test/house/layers.test.ts seeds a wrong
// import for every rule, so a rule that matches nothing is noticed.

// Only these build the `deps` object, so only these may see every room.
const ROOTS = '^(src/(main|cli|compose[^/]*)\\.ts|src/cli/.+|workers/main\\.ts)$'

// The shape of that object: types only, so every room above db may name it.
const DEPS = '^src/deps\\.ts$'

// A type import ties two rooms as firmly as a call does, so the rules see both (tsPreCompilationDeps below).
const forbidden = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbidden(
      'no-cycles',
      'Two files that need each other are one subject, or the third one that both need is missing.',
      {},
      { circular: true },
    ),
    forbidden(
      'core-is-pure',
      'The core decides and does nothing else: with no npm but zod and date-fns (calendar arithmetic, as pure as itself), no Node and no other room it is tested in milliseconds and true everywhere.',
      { path: '^core/' },
      { pathNot: '^core/|node_modules/(zod|date-fns|@date-fns/tz)/' },
    ),
    forbidden(
      'adapters-see-core',
      'A channel must not know the hub: it can then be written, tested and replaced alone.',
      { path: '^adapters/' },
      { path: '^(db|src|workers|web|bench|scripts)/' },
    ),
    forbidden(
      'no-adapter-sees-another',
      'What two channels share belongs to the core or is copied; otherwise a change for one platform breaks another. Only the list sees all.',
      { path: '^adapters/([^/]+)/' },
      { path: '^adapters/', pathNot: '^adapters/$1/' },
    ),
    forbidden(
      'db-sees-core',
      'SQL serves the services and knows none of them.',
      { path: '^db/' },
      { path: '^(adapters|src|workers|web|bench|scripts)/' },
    ),
    forbidden(
      'services-see-core-and-db',
      'A service reaches queue, bus, files and platforms through the ports of core/ports.ts, so the same verb serves HTTP, workers and the command line.',
      { path: '^src/services/' },
      { path: '^(adapters|src|workers|web|bench|scripts)/', pathNot: '^src/(services/|deps\\.ts$)' },
    ),
    forbidden(
      'services-know-no-transport',
      'A service that knows its transport, its queue or its SQL builder is a route, a worker or a query in the wrong room.',
      { path: '^src/services/' },
      { path: 'node_modules/(hono|@hono|ws|bullmq|ioredis|pg|postgres|drizzle-orm|grammy|discord\\.js|twilio|nodemailer)/' },
    ),
    forbidden(
      'http-sees-services-and-core',
      'A route validates, calls one service and presents: it has no SQL and no rules, and infrastructure comes in by deps.',
      { path: '^src/http/' },
      { path: '^(adapters|db|src|workers|web|bench|scripts)/', pathNot: '^src/((services|http)/|deps\\.ts$)' },
    ),
    forbidden(
      'infra-sees-core',
      'A port made real knows the port, not who uses it.',
      { path: '^src/infra/' },
      { path: '^(adapters|db|src|workers|web|bench|scripts)/', pathNot: '^src/infra/' },
    ),
    forbidden(
      'workers-see-services-and-core',
      'A worker is as thin as a route: it asks what is due, calls a service and reports.',
      { path: '^workers/', pathNot: ROOTS },
      { path: '^(adapters|db|src|web|bench|scripts)/', pathNot: '^src/(services/|deps\\.ts$)' },
    ),
    forbidden(
      'src-files-see-core',
      'What lies at the top of src beside the composition roots (the configuration) is read by the roots and handed on: it reaches for nothing.',
      { path: '^src/[^/]+$', pathNot: [ROOTS, DEPS] },
      { path: '^(adapters|db|src|workers|web|bench|scripts)/', pathNot: '^src/[^/]+$' },
    ),
    forbidden(
      'deps-are-types',
      'src/deps.ts only names what services, routes and workers are given. With a value in it, it would be the singleton that we do not have.',
      { path: DEPS },
      { path: '^(adapters|db|src|workers|web|bench|scripts)/', dependencyTypesNot: ['type-only'] },
    ),
    forbidden(
      'web-sees-the-api',
      'Browser code knows the hub by its API schemas and its language catalogue only; anything else would ship to the visitor or tie the screens to the server.',
      { path: '^web/' },
      { path: '^(core|adapters|db|src|workers|bench|scripts)/', pathNot: '^core/(api|locales)(/|\\.ts$)' },
    ),
    forbidden(
      'web-runs-in-a-browser',
      'A module of Node ends the build, or worse, brings a polyfill.',
      { path: '^web/' },
      { dependencyTypes: ['core'] },
    ),
    forbidden(
      'widget-stays-small',
      'A visitor on a slow phone loads the widget: the inbox and React weigh ten times its budget.',
      { path: '^web/(widget|pages)/' },
      { path: '^web/inbox/|node_modules/(react|react-dom|@tanstack|radix-ui|@radix-ui)/' },
    ),
    forbidden('nothing-sees-test', 'Code that needs its tests to run is not done.', { pathNot: '^test/' }, { path: '^test/' }),
    forbidden('no-unresolved', 'An import that leads nowhere escapes every rule above.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|data)/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}

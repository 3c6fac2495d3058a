import { html, raw } from 'hono/html'
import type { OpenApi, Operation, Parameter } from './openapi.ts'
import { componentName, type Schema } from './openapi-schema.ts'

type Html = ReturnType<typeof html>

/** The document as a page to read. */
export function docsPage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
  return String(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${document.info.title} API</title>
    <link rel="stylesheet" href="/api/docs/style.css" />
  </head>
  <body>
    <nav aria-label="Contents">
      <a class="home" href="#top">${document.info.title} API</a>
      ${groups.map(({ name }) => html`<a href="#${slug(name)}">${name}</a>`)}
      <a href="#schemas">Schemas</a>
      <a href="/api/v1/openapi.json">openapi.json</a>
    </nav>
    <main id="top">
      <header>
        <h1>${document.info.title} API <small>${document.info.version}</small></h1>
        ${paragraphs(document.info.description)}
      </header>
      ${groups.map(
        (group) => html`<section id="${slug(group.name)}">
          <h2>${group.name}</h2>
          ${group.operations.map(drawOperation)}
        </section>`,
      )}
      <section id="schemas">
        <h2>Schemas</h2>
        ${Object.entries(document.components.schemas).map(
          ([name, schema]) =>
            html`<details id="schema-${name}"><summary><code>${name}</code></summary>${drawSchema(schema)}</details>`,
        )}
      </section>
    </main>
  </body>
</html>`)
}

function drawOperation({
  path,
  method,
  operation,
}: {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}): Html {
  const body = Object.entries(operation.requestBody?.content ?? {})
  const answers = Object.entries(operation.responses)
  return html`<details id="${operation.operationId}">
    <summary><b class="method ${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${operation.summary}</span></summary>
    <p class="access">${accessOf(operation)}${operation.description ? html` ${inline(operation.description)}` : ''}</p>
    ${operation.parameters ? html`<h3>Parameters</h3>${drawParameters(operation.parameters)}` : ''}
    ${body.map(([type, { schema }]) => html`<h3>Body <small>${type}</small></h3>${drawSchema(schema)}`)}
    <h3>Answers</h3>
    <dl>${answers.map(([status, answer]) => html`<dt>${status}</dt><dd>${drawAnswer(answer)}</dd>`)}</dl>
  </details>`
}

function drawAnswer(answer: Operation['responses'][string]): Html {
  if ('$ref' in answer) return html`<span class="muted">${answer.$ref.split('/').at(-1)}</span>`
  const [content] = Object.values(answer.content ?? {})
  return content ? drawSchema(content.schema) : html`<span class="muted">nothing</span>`
}

function accessOf({ security }: Operation): string {
  if (security.length === 0) return 'Open to everyone.'
  const words: Readonly<Record<string, string>> = {
    session: 'a signed-in person',
    apiKey: 'an API key',
    visitor: 'a widget visitor',
  }
  return `For ${security
    .flatMap((way) => Object.keys(way))
    .map((way) => words[way] ?? way)
    .join(' or ')}.`
}

function drawParameters(parameters: readonly Parameter[]): Html {
  return html`<ul class="fields">
    ${parameters.map((parameter) =>
      drawField({ name: parameter.name, schema: parameter.schema, isRequired: parameter.required, note: parameter.in }),
    )}
  </ul>`
}

function drawSchema(schema: Schema): Html {
  const { properties } = schema
  if (!properties) return html`<p>${drawType(schema)}</p>`
  const required = new Set(schema.required)
  return html`<ul class="fields">
    ${Object.entries(properties).map(([name, property]) => drawField({ name, schema: property, isRequired: required.has(name), note: null }))}
  </ul>`
}

type Field = Readonly<{ name: string; schema: Schema; isRequired: boolean; note: string | null }>

function drawField({ name, schema, isRequired, note }: Field): Html {
  const inner = schema.properties ? schema : schema.items?.properties ? schema.items : null
  return html`<li>
    <code>${name}</code>${isRequired ? '' : html`<span class="muted">?</span>`} <span class="type">${drawType(schema)}</span>
    ${note === null ? '' : html`<small>${note}</small>`} ${inner ? drawSchema(inner) : ''}
  </li>`
}

function drawType(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = componentName(schema.$ref)
    return html`<a href="#schema-${name}">${name}</a>`
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return html`${choices.map((choice, index) => html`${index === 0 ? '' : ' | '}${drawType(choice)}`)}`
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum)
    return html`${schema.enum.map((value, index) => html`${index === 0 ? '' : ' | '}<code>${JSON.stringify(value)}</code>`)}`
  if (schema.items) return html`list of ${drawType(schema.items)}${limits(schema)}`
  const values = schema.additionalProperties
  if (typeof values === 'object' && Object.keys(values).length > 0) return html`record of ${drawType(values)}`
  const type = schema.type === undefined ? 'any' : [schema.type].flat().join(' | ')
  return html`${schema.format ?? type}${limits(schema)}`
}

function limits(schema: Schema): Html | string {
  const found = [
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, 'items'),
    range(schema.minimum, schema.maximum, ''),
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ].filter((words) => words !== '')
  return found.length === 0 ? '' : html` <small>${found.join(', ')}</small>`
}

function range(from: number | undefined, to: number | undefined, unit: string): string {
  // zod writes the largest safe integer where there is no limit.
  const most = to === Number.MAX_SAFE_INTEGER ? undefined : to
  const least = from === -Number.MAX_SAFE_INTEGER ? undefined : from
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return `at least ${least} ${unit}`.trim()
  return `${least ?? 'up'}${least === undefined ? ' to ' : '–'}${most} ${unit}`.trim()
}

/** The little Markdown that the document's own description uses. */
function paragraphs(text: string): Html {
  return html`${text.split('\n\n').map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`
}

function inline(text: string): Html {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return html`${raw(escaped.replaceAll(/`([^`]+)`/g, '<code>$1</code>').replaceAll(/\*\*([^*]+)\*\*/g, '<b>$1</b>'))}`
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
}

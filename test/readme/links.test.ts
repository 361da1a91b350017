import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { typedCommands } from './typed.ts'

const root = resolve(import.meta.dirname, '../..')
const readmes = globSync('{README.md,.github/*.md,{functions,infra,queries,test}/**/README.md}', { cwd: root })

describe('READMEs', () => {
  it('link only to what there is', () => {
    const dead = readmes.flatMap(path => {
      const text = readFileSync(join(root, path), 'utf8')
      const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => link!)
      return links.filter(link => !existsSync(join(root, dirname(path), link))).map(link => `${path}: ${link}`)
    })
    expect(readmes.length).toBeGreaterThan(5)
    expect(dead).toEqual([])
  })

  it('name only files and folders of the project that there are', () => {
    const dead = readmes.flatMap(path => {
      const text = readFileSync(join(root, path), 'utf8')
      const named = [...text.matchAll(/`((?:functions|infra|queries|test)\/[\w./-]+)`/g)].map(([, name]) => name!)
      return named.filter(name => !existsSync(join(root, name))).map(name => `${path}: ${name}`)
    })
    expect(dead).toEqual([])
  })

  it('send to a file or a program nothing that npm writes before it', () => {
    expect(
      typedCommands().filter(({ text }) => /^npm (?!ci|pack|install|--silent|run --silent).* [>|] /.test(text)),
    ).toEqual([])
  })

  it('are short at the top: what is longer stands in the README of its folder', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(150)
  })
})

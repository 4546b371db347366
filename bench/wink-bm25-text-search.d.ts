/** The package has no types; these are the calls that the benchmark makes. */
declare module 'wink-bm25-text-search' {
  interface Engine {
    defineConfig(config: { readonly fldWeights: Readonly<Record<string, number>> }): void
    definePrepTasks(tasks: readonly ((text: string) => readonly string[])[]): void
    addDoc(fields: Readonly<Record<string, string>>, id: string): void
    consolidate(): void
    search(text: string): readonly (readonly [id: string, score: number])[]
  }
  export default function bm25(): Engine
}

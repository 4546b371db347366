import data from './ocop-products.json' with { type: 'json' }

/** A product of the city that public sources name: history, never said as if its stars were valid now. */
export interface OcopProduct {
  /** lower-case ASCII words with dashes */
  readonly id: string
  readonly name: string
  /** what people call it apart from what it is made of: "ô lâu" */
  readonly names: readonly string[]
  readonly producer: string | null
  /** `stars`: of a decision; `score`: points of the province, the centre's result unknown; `press`: stars of a report; `named`: no stars */
  readonly outcome: string
  readonly stars: number | null
  readonly score: number | null
  /** of the decision, else of the report */
  readonly year: number
  /** as it was then, with its former units */
  readonly place: string | null
  readonly communeCode: string | null
  readonly certainty: string
  readonly source: ProductSource
}

export interface ProductSource {
  readonly document: string
  readonly article: string | null
  readonly date: string | null
  readonly url: string
}

const SOURCES: Readonly<Record<string, ProductSource>> = data.sources

/** ISO day of these data. */
export const PRODUCTS_AS_OF = data.asOf

export const OCOP_PRODUCTS: readonly OcopProduct[] = data.products.map((product) => {
  const source = SOURCES[product.source]
  if (!source)
    throw new Error(`The product ${product.id} names the source ${product.source}, which is not in ocop-products.json.`)
  return { ...product, source }
})

import { createOpen311 } from '../../src/destinations/open311.ts'
import { startCentre } from '../fakes/centre.ts'
import { destinationContract, type Subject } from './contract.ts'

destinationContract(open311())

function open311(): Subject {
  return {
    name: 'open311',
    async start() {
      const centre = await startCentre()
      return { ...centre, description: (reference) => centre.report(reference)?.form.get('description') ?? '' }
    },
    make: (http, host) =>
      createOpen311({
        url: new URL(`http://${host}/open311/v2`),
        apiKey: 'fake-centre-key',
        jurisdiction: 'hue.gov.vn',
        http,
      }),
  }
}

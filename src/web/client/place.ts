/** The device's position, asked for only after the person's own tap (L-07). */

const FIND_MS = 20_000
const FRESH_MS = 60_000

export function canLocate(): boolean {
  return 'geolocation' in navigator && window.isSecureContext
}

/** null: the person or the device does not give it. */
export function locate(): Promise<{ lat: number; lng: number } | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: FIND_MS, maximumAge: FRESH_MS },
    )
  })
}

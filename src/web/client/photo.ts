/** Makes a telephone's photo smaller before it goes over a thin line; whatever fails, the photo goes as it is. */

const LARGE_BYTES = 1_500_000
const LONGEST_SIDE = 2000
const QUALITY = 0.85

export async function shrunk(file: File): Promise<Blob> {
  if (file.type !== 'image/jpeg' || file.size < LARGE_BYTES || !turnsByItself()) return file
  const url = URL.createObjectURL(file)
  try {
    const smaller = await drawn(await loaded(url))
    return smaller && smaller.size < file.size ? smaller : file
  } catch {
    // Too large for this telephone's memory, or broken: the server says which.
    return file
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Browsers before 2020 draw a photo lying on its side, and the mark that would raise it is lost. */
function turnsByItself(): boolean {
  return typeof CSS !== 'undefined' && CSS.supports('image-orientation', 'from-image')
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = reject
    image.src = url
  })
}

function drawn(image: HTMLImageElement): Promise<Blob | null> {
  const { naturalWidth: width, naturalHeight: height } = image
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}

// Public ids: a prefix and a UUID in Crockford's base 32, as TypeID has them.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

export function decode(id) {
  let value = 0n
  for (const letter of id.slice(id.lastIndexOf('_') + 1)) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter))
  const hex = value.toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function encode(prefix, uuid) {
  let letters = ''
  let bits = 2 // 26 letters hold 130 bits
  let value = 0
  for (const digit of uuid) {
    if (digit === '-') continue
    value = (value << 4) | parseInt(digit, 16)
    bits += 4
    if (bits >= 5) {
      bits -= 5
      letters += ALPHABET[value >> bits]
      value &= (1 << bits) - 1
    }
  }
  return `${prefix}_${letters}`
}

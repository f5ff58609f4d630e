/**
 * The types of XML Schema that speak of time: dates, times, their parts, and durations (W3C XML Schema Part 2, 3.2.6 to
 * 3.2.14). A moment without a time zone may be any of those between -14:00 and +14:00, so that some are not comparable.
 */
import type { TypeDefinition } from './datatypes'

/** Days since 1970-01-01 and seconds since midnight, in UTC where there is a time zone; both as in the leap-year calendar. */
interface Moment {
  readonly seconds: number
  readonly zoned: boolean
}

interface Duration {
  readonly months: number
  readonly seconds: number
}

const zone = '(Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?'
const year = '(-?(?:[1-9]\\d{4,}|\\d{4}))'
const month = '(0[1-9]|1[0-2])'
const day = '(0[1-9]|[12]\\d|3[01])'
const time = '([01]\\d|2[0-4]):([0-5]\\d):([0-5]\\d(?:\\.\\d+)?)'

/** Positions of the fields in the groups of each expression. */
type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'zone'

function moments(expression: string, ...fields: readonly Field[]): TypeDefinition {
  const whole = new RegExp(`^${expression}${zone}$`)
  return {
    whiteSpace: 'collapse',
    read(literal) {
      const found = whole.exec(literal)
      if (found === null) return undefined
      const moment = momentOf(new Map([...fields, 'zone' as const].map((field, index) => [field, found[index + 1]])))
      return moment && `${moment.seconds} ${moment.zoned ? 'Z' : ''}`
    },
    compare: (one, other) => compareMoments(readMoment(one), readMoment(other))
  }
}

/** A moment out of its canonical form. */
function readMoment(canonical: string): Moment {
  const [seconds, zoned] = canonical.split(' ')
  return { seconds: Number(seconds), zoned: zoned === 'Z' }
}

function momentOf(fields: ReadonlyMap<Field, string | undefined>): Moment | undefined {
  const number = (field: Field, missing: number): number => Number(fields.get(field) ?? missing)
  const yearNumber = number('year', 2000)
  const [monthNumber, dayNumber] = [number('month', 1), number('day', 1)]
  // There is no year 0; 24:00:00 is the end of the day; a day must be one of its month.
  if (yearNumber === 0 || dayNumber > daysIn(yearNumber, monthNumber)) return undefined
  const [hour, minute, second] = [number('hour', 0), number('minute', 0), number('second', 0)]
  if (hour === 24 && (minute > 0 || second > 0)) return undefined
  const zoneText = fields.get('zone')
  const seconds = daysSinceEpoch(yearNumber, monthNumber, dayNumber) * 86_400 + hour * 3600 + minute * 60 + second
  return { seconds: seconds - zoneSeconds(zoneText), zoned: zoneText !== undefined }
}

function zoneSeconds(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0
  const size = Number(text.slice(1, 3)) * 3600 + Number(text.slice(4, 6)) * 60
  return text.startsWith('-') ? -size : size
}

function isLeap(yearNumber: number): boolean {
  // The year before 1 is -1.
  const counted = yearNumber < 0 ? yearNumber + 1 : yearNumber
  return counted % 4 === 0 && (counted % 100 !== 0 || counted % 400 === 0)
}

function daysIn(yearNumber: number, monthNumber: number): number {
  if (monthNumber === 2) return isLeap(yearNumber) ? 29 : 28
  return [4, 6, 9, 11].includes(monthNumber) ? 30 : 31
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar. */
function daysSinceEpoch(yearNumber: number, monthNumber: number, dayNumber: number): number {
  const counted = (yearNumber < 0 ? yearNumber + 1 : yearNumber) - (monthNumber <= 2 ? 1 : 0)
  const era = Math.floor(counted / 400)
  const yearOfEra = counted - era * 400
  const dayOfYear = Math.floor((153 * ((monthNumber + 9) % 12) + 2) / 5) + dayNumber - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const widestZone = 14 * 3600

function compareMoments(one: Moment, other: Moment): number | undefined {
  const difference = one.seconds - other.seconds
  if (one.zoned === other.zoned) return difference
  return Math.abs(difference) > widestZone ? difference : undefined
}

const durationPattern =
  /^(-)?P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

const duration: TypeDefinition = {
  whiteSpace: 'collapse',
  read(literal) {
    const found = durationPattern.exec(literal)
    if (found === null) return undefined
    const [years, months, days, hours, minutes, seconds] = found.slice(2).map(part => Number(part ?? 0))
    const sign = found[1] === '-' ? -1 : 1
    const wholeMonths = sign * ((years ?? 0) * 12 + (months ?? 0))
    const allSeconds = sign * ((days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0))
    return `${wholeMonths} ${allSeconds}`
  },
  compare: (one, other) => compareDurations(readDuration(one), readDuration(other))
}

/** The four starts that decide which of two durations is the longer one (section 3.2.6.2). */
const durationStarts: readonly (readonly [number, number])[] = [
  [1696, 9],
  [1697, 2],
  [1903, 3],
  [1903, 7]
]

function readDuration(canonical: string): Duration {
  const [months, seconds] = canonical.split(' ')
  return { months: Number(months), seconds: Number(seconds) }
}

function compareDurations(one: Duration, other: Duration): number | undefined {
  const orders = durationStarts.map(([startYear, startMonth]) => {
    const end = (length: Duration): number => {
      const months = startMonth - 1 + length.months
      const endYear = startYear + Math.floor(months / 12)
      return (
        daysSinceEpoch(endYear <= 0 ? endYear - 1 : endYear, (((months % 12) + 12) % 12) + 1, 1) * 86_400 +
        length.seconds
      )
    }
    return Math.sign(end(one) - end(other))
  })
  const [first] = orders
  return orders.every(order => order === first) ? first : undefined
}

export const temporalTypes: readonly (readonly [string, TypeDefinition])[] = [
  ['dateTime', moments(`${year}-${month}-${day}T${time}`, 'year', 'month', 'day', 'hour', 'minute', 'second')],
  ['date', moments(`${year}-${month}-${day}`, 'year', 'month', 'day')],
  ['time', moments(time, 'hour', 'minute', 'second')],
  ['gYearMonth', moments(`${year}-${month}`, 'year', 'month')],
  ['gYear', moments(year, 'year')],
  ['gMonthDay', moments(`--${month}-${day}`, 'month', 'day')],
  ['gDay', moments(`---${day}`, 'day')],
  ['gMonth', moments(`--${month}`, 'month')],
  ['duration', duration]
]

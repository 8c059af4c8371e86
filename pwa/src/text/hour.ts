/** An hour of the day, as fields for it give one: 09:30. */
export const isHour = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

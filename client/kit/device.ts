// A phone is what is narrow and touched: what is said of the place where work is kept depends on it.
export const onPhone = matchMedia('(pointer: coarse)').matches || matchMedia('(max-width: 599px)').matches;

/** Colours that all can tell apart, on white as on black; after Okabe and Ito. */
export const BLUE = '#2f86c1'
export const ORANGE = '#d9822b'
export const GREY = '#8a8f98'
/** Blue lines on the page's ground: what is there in part. `draw` makes the pattern. */
export const HATCH = 'url(#hatch)'

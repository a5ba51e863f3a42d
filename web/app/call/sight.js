// Bringing a turn into sight: it scrolls in a frame, and the frame with the page.

/**
 * Bring a row of a scrolled frame into view. With `page` it is also brought clear of what stands over
 * the page (its scroll padding); without, a person who reads elsewhere on the page is left there.
 */
export function bring(row, frame, page) {
  const [box, around] = [row.getBoundingClientRect(), frame.getBoundingClientRect()];
  const [top, bottom] = page ? within(around) : [around.top, around.bottom];
  if (box.top >= top && box.bottom <= bottom) return;
  // Of what is higher than its frame the beginning matters: it says who speaks, and when.
  row.scrollIntoView({ block: box.height > bottom - top ? "start" : "center" });
}

function within({ top, bottom }) {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  return [Math.max(top, parseFloat(scrollPaddingTop) || 0), Math.min(bottom, innerHeight - (parseFloat(scrollPaddingBottom) || 0))];
}

// Where a person was in the list, kept with the entry of the browser's history: coming back finds it again.

const PAUSE = 100;
const MOST_PAGES = 20;

const placeNow = () => ({ pages: Math.min(MOST_PAGES, Number(history.state?.pages) || 1), scroll: Number(history.state?.scroll) || 0 });

/** Keep the place in `list` from now on; `filters` tells what the address asks for. */
export function keepPlace(list, filters) {
  let [pause, returning] = [null, 0];
  const note = () => !returning && history.replaceState({ ...history.state, pages: list.pages, scroll: scrollY }, "");
  const show = async () => {
    const { pages, scroll } = placeNow();
    returning += 1;
    clearTimeout(pause);
    await list.use(filters(), pages);
    returning -= 1;
    if (!returning) scrollTo(0, scroll);
  };
  history.scrollRestoration = "manual"; // the browser would scroll before the calls are there
  addEventListener("popstate", show);
  addEventListener("click", note, { capture: true }); // whatever leaves the page is pressed
  addEventListener("scroll", () => {
    clearTimeout(pause);
    pause = setTimeout(note, PAUSE);
  });
  return show();
}

// Which calls are selected, and who wants to know.

export class Selection extends EventTarget {
  #ids = new Set();
  #last = null;

  get size() {
    return this.#ids.size;
  }

  get ids() {
    return [...this.#ids];
  }

  has(id) {
    return this.#ids.has(id);
  }

  /** Select or unselect a call; with `range`, all between it and the one touched before. */
  toggle(id, order, { range = false } = {}) {
    const on = !this.#ids.has(id);
    const [from, to] = [order.indexOf(this.#last), order.indexOf(id)].sort((one, other) => one - other);
    const touched = range && from >= 0 ? order.slice(from, to + 1) : [id];
    this.#last = id;
    this.set(touched, on);
  }

  /** Select or unselect these calls. */
  set(ids, on = true) {
    for (const id of ids) on ? this.#ids.add(id) : this.#ids.delete(id);
    this.dispatchEvent(new CustomEvent("change", { detail: ids }));
  }

  clear() {
    this.set(this.ids, false);
  }
}

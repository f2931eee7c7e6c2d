/** Frames of one component that are worked on together. */
export const tileSize = 64;

/**
 * Pairs of a frame and a component, put together by component in tiles of {@link tileSize}: what is done to each pair is then a product
 * of matrices for each tile. A component's last tile is filled up with frame 0, whose place is −1.
 */
export interface Tiles {
  /** Component of each tile. */
  readonly components: Int32Array;
  /** Row of the frame, [tiles, tileSize]. */
  readonly rows: Int32Array;
  /** Place of the pair in the list that the tiles were made of, or −1. */
  readonly places: Int32Array;
}

/** Pairs in the order of frames, `starts[row]` … `starts[row + 1]`, to tiles in the order of components, then frames. */
export function tilesOf(starts: Int32Array, componentOf: Int32Array, components: number): Tiles {
  const counts = new Int32Array(components);
  for (const component of componentOf) counts[component]!++;
  const next = new Int32Array(components);
  let tiles = 0;
  for (let component = 0; component < components; component++) {
    next[component] = tiles * tileSize;
    tiles += Math.ceil(counts[component]! / tileSize);
  }
  const made = {
    components: new Int32Array(tiles),
    rows: new Int32Array(tiles * tileSize),
    places: new Int32Array(tiles * tileSize).fill(-1),
  };
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let place = starts[row]!; place < starts[row + 1]!; place++) {
      const component = componentOf[place]!;
      const at = next[component]!++;
      made.rows[at] = row;
      made.places[at] = place;
      made.components[Math.floor(at / tileSize)] = component;
    }
  }
  return made;
}

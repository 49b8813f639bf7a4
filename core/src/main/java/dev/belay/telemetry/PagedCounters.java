package dev.belay.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sparse counters: cells × planes of longs, in pages of {@value #PAGE_CELLS} cells that come into
 * being when they are first written to. Not thread-safe.
 *
 * <p>A page holds its planes one after the other: what is counted together for neighbouring cells
 * lies in one cache line, whatever else the cells hold.
 *
 * <p>Merging adds page by page with {@link Math#addExact}: exact, associative and commutative.
 * Clearing zeroes pages in place, so that a summary in steady use allocates nothing. Pages that
 * were not written to since cost nothing: a tick touches a few of many.
 */
final class PagedCounters {
  static final int PAGE_CELLS = 16;
  private static final int PAGE_SHIFT = 4;
  private static final int PAGE_MASK = PAGE_CELLS - 1;
  private static final int WORD_SHIFT = 6;

  private final int cells;
  private final int planes;
  private final PageBudget budget;
  private final long[] @Nullable [] pages;

  /** A bit for each page that may hold anything: the others are not there, or zero. */
  private final long[] used;

  PagedCounters(int cells, int planes, PageBudget budget) {
    this.cells = cells;
    this.planes = planes;
    this.budget = budget;
    this.pages = new long[pagesOf(cells)][];
    this.used = new long[words(pages.length)];
  }

  /** What the counters take before they have any page. */
  static long fixedBytes(int cells) {
    int pages = pagesOf(cells);
    return 2 * PageBudget.HEADER_BYTES
        + 32
        + PageBudget.references(pages)
        + PageBudget.longs(words(pages));
  }

  /** What one page takes. */
  static long pageBytes(int planes) {
    return PageBudget.longs((long) PAGE_CELLS * planes);
  }

  /** What the counters take with every page. */
  static long fullBytes(int cells, int planes) {
    return fixedBytes(cells) + pagesOf(cells) * pageBytes(planes);
  }

  private static int words(int pages) {
    return (pages + Long.SIZE - 1) / Long.SIZE;
  }

  private static int pagesOf(int cells) {
    return (cells + PAGE_MASK) >> PAGE_SHIFT;
  }

  int cells() {
    return cells;
  }

  int planes() {
    return planes;
  }

  /** Makes sure that the cell's page exists; false where the budget has no room for it. */
  boolean reserve(int cell) {
    int page = cell >> PAGE_SHIFT;
    if (pages[page] == null && !allocate(page)) {
      return false;
    }
    use(page);
    return true;
  }

  private void use(int page) {
    long bit = 1L << page;
    int word = page >> WORD_SHIFT;
    // Mostly set already: then nothing is written.
    if ((used[word] & bit) == 0) {
      used[word] |= bit;
    }
  }

  /** The first page at or after this one that may hold anything; their number where none does. */
  private int nextUsed(int from) {
    int page = from;
    while (page < pages.length) {
      long rest = used[page >> WORD_SHIFT] >>> page;
      if (rest != 0) {
        return page + Long.numberOfTrailingZeros(rest);
      }
      page = (page | (Long.SIZE - 1)) + 1;
    }
    return pages.length;
  }

  /** The page of a cell, made if it is missing; null where the budget has no room for it. */
  long @Nullable [] pageOrNull(int cell) {
    return reserve(cell) ? pages[cell >> PAGE_SHIFT] : null;
  }

  /** Makes sure that every page exists; false where the budget has no room for them. */
  boolean reserveAll() {
    for (int page = 0; page < pages.length; page++) {
      if (pages[page] == null && !allocate(page)) {
        return false;
      }
    }
    return true;
  }

  private boolean allocate(int page) {
    if (!budget.tryReserve(pageBytes(planes))) {
      return false;
    }
    pages[page] = new long[PAGE_CELLS * planes];
    return true;
  }

  /** The page of a reserved cell; with {@link #at} the way to add to several counters at once. */
  long[] page(int cell) {
    return pages[cell >> PAGE_SHIFT];
  }

  /** The place of a cell's counter in its page. */
  static int at(int cell, int plane) {
    return (plane << PAGE_SHIFT) + (cell & PAGE_MASK);
  }

  long get(int cell, int plane) {
    long[] page = pages[cell >> PAGE_SHIFT];
    return page == null ? 0 : page[at(cell, plane)];
  }

  /** Adds to one counter, whose cell must be reserved. */
  void add(int cell, int plane, long delta) {
    long[] page = pages[cell >> PAGE_SHIFT];
    int at = at(cell, plane);
    page[at] = Math.addExact(page[at], delta);
  }

  /**
   * The first cell at or after this one that may hold anything; {@link #cells} where there is none.
   */
  int nextCell(int from) {
    int page = nextUsed(from >> PAGE_SHIFT);
    return Math.min(Math.max(from, page << PAGE_SHIFT), cells);
  }

  /**
   * Copies the cells where one plane is above 0.
   *
   * @param to where their numbers go, in ascending order; with a place for each cell
   * @param counts where their counts go, likewise
   * @return how many there are
   */
  int copyTo(int plane, int[] to, long[] counts) {
    int base = plane << PAGE_SHIFT;
    int size = 0;
    for (int p = nextUsed(0); p < pages.length; p = nextUsed(p + 1)) {
      long[] page = pages[p];
      int first = p << PAGE_SHIFT;
      for (int i = 0; i < PAGE_CELLS; i++) {
        long count = page[base + i];
        if (count != 0) {
          to[size] = first + i;
          counts[size] = count;
          size++;
        }
      }
    }
    return size;
  }

  /** The places that {@link #addPagesTo} needs. */
  static int places(int cells, int planes) {
    return pagesOf(cells) * PAGE_CELLS * planes;
  }

  /** Where {@link #addPagesTo} adds a cell's counter. */
  static int place(int cell, int plane, int planes) {
    return (cell >> PAGE_SHIFT) * PAGE_CELLS * planes + at(cell, plane);
  }

  /** Adds every counter to an array that holds the pages one after the other. */
  void addPagesTo(long[] sums) {
    for (int p = nextUsed(0); p < pages.length; p = nextUsed(p + 1)) {
      long[] page = pages[p];
      int first = p * page.length;
      for (int i = 0; i < page.length; i++) {
        sums[first + i] += page[i];
      }
    }
  }

  /** Whether every plane of the cell is zero. */
  boolean isZero(int cell) {
    long[] page = pages[cell >> PAGE_SHIFT];
    if (page == null) {
      return true;
    }
    for (int plane = 0; plane < planes; plane++) {
      if (page[at(cell, plane)] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of one plane over all cells. */
  long total(int plane) {
    long total = 0;
    for (int p = nextUsed(0); p < pages.length; p = nextUsed(p + 1)) {
      long[] page = pages[p];
      for (int cell = 0; cell < PAGE_CELLS; cell++) {
        total = Math.addExact(total, page[at(cell, plane)]);
      }
    }
    return total;
  }

  /** Whether one plane is above 0 in any cell. */
  boolean holds(int plane) {
    for (int p = nextUsed(0); p < pages.length; p = nextUsed(p + 1)) {
      long[] page = pages[p];
      for (int cell = 0; cell < PAGE_CELLS; cell++) {
        if (page[at(cell, plane)] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Adds all of the other's counters to these; the shapes must be equal. */
  void merge(PagedCounters other) {
    for (int p = other.nextUsed(0); p < pages.length; p = other.nextUsed(p + 1)) {
      long[] from = other.pages[p];
      if (pages[p] != null || !allZero(from)) {
        mergePage(p, from);
      }
    }
  }

  private void mergePage(int p, long[] from) {
    if (pages[p] == null && !allocate(p)) {
      throw new IllegalStateException(
          "a page of a merge does not fit into the memory budget; merge into a summary without"
              + " one");
    }
    use(p);
    addAll(pages[p], from);
  }

  /**
   * Adds counters, none of which is negative, so that a sum that passes the range of a long is: one
   * look at all signs is enough.
   */
  private static void addAll(long[] to, long[] from) {
    long signs = 0;
    for (int i = 0; i < to.length; i++) {
      long sum = to[i] + from[i];
      to[i] = sum;
      signs |= sum;
    }
    if (signs < 0) {
      throw new ArithmeticException("a counter passes the range of a long; merge fewer summaries");
    }
  }

  /** Zeroes every counter; pages stay. */
  void clear() {
    for (int p = nextUsed(0); p < pages.length; p = nextUsed(p + 1)) {
      Arrays.fill(pages[p], 0);
    }
    Arrays.fill(used, 0);
  }

  /** Whether the counters are equal; a page of zeros equals one that is not there. */
  boolean sameContent(PagedCounters other) {
    for (int p = 0; p < pages.length; p++) {
      if (!samePage(pages[p], other.pages[p])) {
        return false;
      }
    }
    return true;
  }

  private static boolean samePage(long @Nullable [] left, long @Nullable [] right) {
    if (left == null) {
      return right == null || allZero(right);
    }
    return right == null ? allZero(left) : Arrays.equals(left, right);
  }

  int contentHash() {
    int hash = 0;
    for (int p = 0; p < pages.length; p++) {
      long[] page = pages[p];
      if (page != null && !allZero(page)) {
        hash = 31 * (31 * hash + p) + Arrays.hashCode(page);
      }
    }
    return hash;
  }

  private static boolean allZero(long[] page) {
    for (long value : page) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}

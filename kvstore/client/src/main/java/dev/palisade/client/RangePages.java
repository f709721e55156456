package dev.palisade.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Goes through a range page by page, each read when the one before is used up. One thread. */
final class RangePages implements Iterator<KeyValue> {
  private final BiFunction<RangeQuery, ReadOptions, RangeResult> range;
  private final RangeQuery query;
  private ReadOptions options;
  private Iterator<KeyValue> page = Collections.emptyIterator();
  private @Nullable Bytes last;
  private boolean isMore = true;

  RangePages(
      BiFunction<RangeQuery, ReadOptions, RangeResult> range,
      RangeQuery query,
      ReadOptions options) {
    this.range = range;
    this.query = query;
    this.options = options;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && isMore) {
      RangeResult result = range.apply(last == null ? query : query.after(last), options);
      page = result.kvs().iterator();
      isMore = result.more() && !result.kvs().isEmpty();
      if (options.revisionOrZero() == 0 && options.hlcBitsOrZero() == 0 && result.revision() > 0) {
        options = options.atRevision(result.revision()); // All pages are of one moment.
      }
    }
    return page.hasNext();
  }

  @Override
  public KeyValue next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the range has no more pairs");
    }
    KeyValue next = page.next();
    last = next.key();
    return next;
  }
}

package dev.palisade.harness.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is asked to do. Values are plain data, as those of {@link
 * dev.palisade.checker.history.Op}.
 *
 * @param f the function, such as {@code write}
 * @param key the object that it works on; null where there is only one
 * @param value its argument
 */
public record Operation(String f, @Nullable Object key, @Nullable Object value) {
  /**
   * The argument, where it is a list.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public List<?> list() {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(f + " takes a list, not " + value);
  }
}

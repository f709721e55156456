package dev.palisade.checker.value;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a reader did not understand. It may stand where nothing is judged; a judgement that
 * depends on it is undecided, since it may equal anything.
 *
 * @param text as it stands in the file
 * @param reason why it is not understood
 */
public record Unread(String text, String reason) {

  /** The first value within this one that was not understood; null if all was. */
  public static @Nullable Unread within(@Nullable Object value) {
    return switch (value) {
      case Unread unread -> unread;
      case Tagged(String _, Object form) -> within(form);
      case Collection<?> elements -> amongst(elements);
      case Map<?, ?> map -> {
        Unread key = amongst(map.keySet());
        yield key == null ? amongst(map.values()) : key;
      }
      case null, default -> null;
    };
  }

  private static @Nullable Unread amongst(Collection<?> elements) {
    for (Object element : elements) {
      Unread unread = within(element);
      if (unread != null) {
        return unread;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.palisade.checker.value;

import org.jspecify.annotations.Nullable;

/**
 * A keyword of EDN. It differs from the string of the same name, as in Clojure.
 *
 * @param name without the colon in front; with the namespace, as in {@code a/b}
 */
public record Keyword(String name) {

  /** The name of a keyword, symbol or string; null of anything else. */
  public static @Nullable String nameOf(@Nullable Object value) {
    return switch (value) {
      case Keyword(String name) -> name;
      case Symbol(String name) -> name;
      case String text -> text;
      case null, default -> null;
    };
  }

  @Override
  public String toString() {
    return ":" + name;
  }
}

package dev.palisade.checker.value;

/**
 * A symbol of EDN: a word that is neither a number nor a keyword.
 *
 * @param name with the namespace, as in {@code a/b}
 */
public record Symbol(String name) {
  @Override
  public String toString() {
    return name;
  }
}

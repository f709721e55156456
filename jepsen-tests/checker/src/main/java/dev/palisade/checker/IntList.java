package dev.palisade.checker;

import java.util.AbstractList;
import java.util.RandomAccess;

/** A list over an array that nobody changes any more. */
final class IntList extends AbstractList<Integer> implements RandomAccess {
  private final int[] elements;

  IntList(int[] elements) {
    this.elements = elements;
  }

  @Override
  public Integer get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }
}

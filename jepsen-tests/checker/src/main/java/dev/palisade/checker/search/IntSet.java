package dev.palisade.checker.search;

import java.util.Arrays;

/** A few ints, added at the end and removed in linear time; keeps their order. */
final class IntSet {
  private int[] elements = new int[8];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return elements[index];
  }

  void add(int element) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, size * 2);
    }
    elements[size++] = element;
  }

  void remove(int element) {
    int at = 0;
    while (elements[at] != element) {
      at++;
    }
    System.arraycopy(elements, at + 1, elements, at, --size - at);
  }
}
